import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool } from 'pg';
import type { Queries, Transaction } from './queries.js';
import { StoreError } from './store-error.js';

/** Where code is called from, across every `await`. */
const underWay = new AsyncLocalStorage<{ isOpen: boolean }>();

const forgotten = (): StoreError =>
  new StoreError(
    'outside_transaction',
    'A query went past the transaction that it was called in: on PostgreSQL it would survive a rollback, on the embedded database it would wait for itself. Hand the transaction on.',
  );

type Connect = (callback?: (error: Error, client: undefined, done: () => void) => void) => unknown;

/** Refuses a client of the pool to whatever is called inside a transaction. */
export function guardTransactions(pool: Pool): Pool {
  const connect = pool.connect.bind(pool) as Connect;
  const guarded: Connect = (callback) => {
    if (underWay.getStore()?.isOpen !== true) return connect(callback);
    if (callback === undefined) return Promise.reject(forgotten());
    callback(forgotten(), undefined, () => undefined);
    return undefined;
  };
  pool.connect = guarded as typeof pool.connect;
  return pool;
}

/** @throws {StoreError} `outside_transaction` where it is called inside another one */
export function runTransaction<Result>(queries: Queries, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  const state = { isOpen: true };
  return queries.transaction().execute((transaction) =>
    underWay.run(state, async () => {
      try {
        return await work(transaction);
      } finally {
        // What it has begun and does not wait for is on its own from here.
        state.isOpen = false;
      }
    }),
  );
}

/** For what answers events of the database: it belongs to no transaction, whichever one woke it. */
export const outsideTransactions = <Result>(work: () => Result): Result => underWay.run({ isOpen: false }, work);

import { AsyncLocalStorage } from 'node:async_hooks';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Queries, Transaction } from './queries.js';
import { StoreError } from './store-error.js';

interface Scope {
  isOpen: boolean;
  /** The one that its transaction is on, once there is one. */
  client?: PoolClient;
}

/** Where code is called from, across every `await`. */
const underWay = new AsyncLocalStorage<Scope>();

const forgotten = (): StoreError =>
  new StoreError(
    'outside_transaction',
    'A query went past the transaction that it was called in: on PostgreSQL it would survive a rollback, on the embedded database it would wait for itself. Hand the transaction on.',
  );

const late = (): StoreError =>
  new StoreError(
    'outside_transaction',
    'A query came when its transaction was over already, and would survive a rollback. Wait for all that a transaction does.',
  );

const undone = (): StoreError =>
  new StoreError('database_failed', 'A statement of the transaction failed, nobody minded, and the database undid all of it.');

type Callback = (error: Error, client: undefined, done: () => void) => void;
type Ask = (...values: unknown[]) => unknown;

function refuse(values: readonly unknown[]): unknown {
  const callback = values.at(-1);
  if (typeof callback !== 'function') return Promise.reject(forgotten());
  (callback as Callback)(forgotten(), undefined, () => undefined);
  return undefined;
}

/** Refuses a client of the pool to whatever is called inside a transaction, and what is asked there of one that it had before. */
export function guardTransactions(pool: Pool): Pool {
  const connect = pool.connect.bind(pool) as Ask;
  const guarded: Ask = (...values) => (underWay.getStore()?.isOpen === true ? refuse(values) : connect(...values));
  pool.connect = guarded as typeof pool.connect;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Ask;
    const guardedQuery: Ask = (...values) => {
      const scope = underWay.getStore();
      return scope?.isOpen === true && scope.client !== client ? refuse(values) : query(...values);
    };
    client.query = guardedQuery as typeof client.query;
  });
  return pool;
}

/** @throws {StoreError} `outside_transaction` inside a transaction: what waits for the database there waits for itself */
export function refuseInside(): void {
  if (underWay.getStore()?.isOpen === true) throw forgotten();
}

const endings: readonly string[] = ['commit', 'rollback'];

/**
 * What Kysely asks the pool with. Each client is lent anew, since Kysely lets a query wait behind another of the same transaction, and
 * would send it with whatever the client does by then: as a statement of its own, after the rollback, or in another transaction.
 */
export const lendingPool = (pool: Pool): PostgresPool => ({
  async connect() {
    const client = await pool.connect();
    const scope = underWay.getStore();
    if (scope !== undefined) scope.client = client;
    let isOver = false;
    const query = async (text: string, values: unknown[]) => {
      const isEnding = endings.includes(text);
      if (isOver && !isEnding) throw late();
      // Migrations go on with the client of their transaction; what `runTransaction` begins has no client but for that.
      isOver ||= isEnding && scope !== undefined;
      const result = await client.query(text, values);
      if (text === 'commit' && result.command !== 'COMMIT') throw undone();
      return result;
    };
    return {
      // Without cursors, which Kysely is not given.
      query: query as unknown as PostgresPoolClient['query'],
      release() {
        isOver = true;
        client.release();
      },
    };
  },
  end: () => pool.end(),
});

/** @throws {StoreError} `outside_transaction` where it is called inside another one */
export async function runTransaction<Result>(
  queries: Queries,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  refuseInside();
  const scope: Scope = { isOpen: false };
  return underWay.run(scope, () =>
    queries.transaction().execute(async (transaction) => {
      scope.isOpen = true;
      try {
        return await work(transaction);
      } finally {
        // What it has begun and does not wait for is on its own from here.
        scope.isOpen = false;
      }
    }),
  );
}

/** For what answers events of the database: it belongs to no transaction, whichever one woke it. */
export const outsideTransactions = <Result>(work: () => Result): Result => underWay.run({ isOpen: false }, work);

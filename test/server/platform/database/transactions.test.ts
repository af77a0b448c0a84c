import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { tsImport } from 'tsx/esm/api';
import { deleteConnection, ensureConnection, unmadeConnection } from '../../../../src/server/hub/connections/connection.rows.js';
import { publish } from '../../../../src/server/hub/events/event.rows.js';
import { recordChange } from '../../../../src/server/hub/history/history-line.rows.js';
import { insertRun } from '../../../../src/server/hub/runs/run.rows.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import type { Queries, Transaction } from '../../../../src/server/platform/database/queries.js';
import { StoreError } from '../../../../src/server/platform/database/store-error.js';
import { eachDatabase } from '../../../support/databases.js';
import type * as RowsModules from '../../../support/rows-modules.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { nodesOf, readSource } from '../../../support/source.js';
import { until } from '../../../support/until.js';

const scope = { environment: 'LIVE', tenant: 'acme' };
const forgotten = { name: 'StoreError', code: 'outside_transaction' };

/** Compiled, never called: the database is no transaction, and nothing may be left out. */
export function refusedByTheCompiler(queries: Queries, transaction: Transaction, at: Date): void {
  const row = unmadeConnection(scope, { widget: 'plain', key: 'default', by: undefined }, at);
  // @ts-expect-error a row and what is told of it are stored together
  void ensureConnection(queries, row);
  // @ts-expect-error so does a removal
  void deleteConnection(queries, row);
  // @ts-expect-error and a change with its line and its events
  void recordChange(queries, row, {}, at);
  // @ts-expect-error and events
  void publish(queries, scope, [], at);
  // @ts-expect-error and a run
  void insertRun(queries, {}, at);
  // @ts-expect-error there is no default
  void ensureConnection(row);
  void deleteConnection(transaction, row);
}

/** Names of the functions of rows that take `queries` first: for reading, or for one statement that stands for itself. */
function takingQueries(path: string): string[] {
  const names: string[] = [];
  for (const { node } of nodesOf(readSource(path).program)) {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration == null) continue;
    const { id, params } = node.declaration as { id?: { name: string }; params?: readonly { name?: string }[] };
    if (id !== undefined && params?.[0]?.name === 'queries') names.push(id.name);
  }
  return names;
}

const object: unknown = new Proxy(
  {},
  {
    get(_target, key) {
      if (typeof key === 'symbol' || key === 'toOperationNode') return undefined;
      return key === 'multiConnection' ? true : 'x';
    },
  },
);
const candidates: readonly unknown[] = [object, 'default', new Date(0), ['x'], [object], 1];

/** Values for so many parameters, in every way: one of them is what a function asks for. */
function* guesses(count: number): Generator<unknown[]> {
  if (count === 0) return yield [];
  for (const rest of guesses(count - 1)) for (const candidate of candidates) yield [candidate, ...rest];
}

eachDatabase((databases) => {
  describe('what is called inside a transaction', () => {
    let hub: TestServer;
    let database: Database;
    before(async () => {
      hub = await startTestServer(await databases.place());
      database = hub.services.database;
    });
    after(() => hub.stop());

    /** Whether it fails for that reason, once it is called with values of the right kind. */
    async function isRefused(ask: ((...values: unknown[]) => unknown) | undefined): Promise<boolean> {
      for (const values of guesses(Math.max(0, (ask?.length ?? 0) - 1))) {
        const outcome: unknown = await database
          .transaction(async () => ask?.(database.queries, ...values))
          .catch((cause: unknown) => cause);
        if (outcome instanceof StoreError && outcome.code === 'outside_transaction') return true;
      }
      return false;
    }

    it('and goes past it fails at once, whatever it awaited before', async () => {
      const ask = () => sql`select 1`.execute(database.queries);
      for (const work of [
        ask,
        () => database.pool.query('select 1'),
        async () => {
          await null;
          await new Promise((resolve) => setImmediate(resolve));
          return ask();
        },
        async () => (await Promise.all([ask()]))[0],
        () => database.transaction(async () => undefined),
        () => database.queries.transaction().execute(async () => undefined),
        () => database.queries.startTransaction().execute(),
        () => database.listen('test_channel', () => undefined),
        () => database.withBootLock(async () => undefined),
        () => database.ready(),
        () => database.close(),
        () => new Promise((resolve, reject) => database.pool.query('select 1', (error) => (error ? reject(error) : resolve(1)))),
      ]) {
        const start = performance.now();
        await assert.rejects(
          database.transaction(() => work()),
          forgotten,
        );
        assert.ok(performance.now() - start < 5000, 'it does not wait for itself');
      }
    });

    describe('and not waited for', () => {
      const names = async () => {
        const rows = await database.queries.selectFrom('environments').select('name').where('name', 'like', 'Z%').execute();
        return rows.map(({ name }) => name);
      };
      const put = (queries: Queries, name: string) =>
        queries.insertInto('environments').values({ name, created_at: new Date() }).execute();
      const look = (queries: Queries) => queries.selectFrom('environments').select('name').execute();
      const turn = () => new Promise((resolve) => setImmediate(resolve));

      /** Begins `work` in a transaction that ends without it. @returns what became of it */
      async function forget(work: (transaction: Transaction) => Promise<unknown>, wait?: () => Promise<unknown>) {
        let begun: Promise<unknown> | undefined;
        const rollback = new Error('rollback');
        const ended = database.transaction(async (transaction) => {
          begun = work(transaction).catch((cause: unknown) => cause);
          await wait?.();
          throw rollback;
        });
        await assert.rejects(ended, rollback);
        return begun;
      }

      const forgottenWork: readonly [what: string, work: (transaction: Transaction) => Promise<unknown>][] = [
        ['asks again when it was answered', async (transaction) => [await look(transaction), await put(transaction, 'ZA')]],
        ['waits behind its own query', async (transaction) => Promise.all([look(transaction), put(transaction, 'ZB')])],
        [
          'waits behind two of them',
          async (transaction) => Promise.all([look(transaction), look(transaction), put(transaction, 'ZC')]),
        ],
        [
          'had its query compiled before',
          async (transaction) => {
            const query = transaction.insertInto('environments').values({ name: 'ZD', created_at: new Date() }).compile();
            await look(transaction);
            return transaction.executeQuery(query);
          },
        ],
        [
          'asks by a copy of the transaction',
          async (transaction) => {
            const copy = transaction.withoutPlugins();
            await look(copy);
            return put(copy, 'ZE');
          },
        ],
        [
          'writes its SQL itself',
          async (transaction) => {
            await look(transaction);
            return sql`insert into environments (name, created_at) values ('ZF', now())`.execute(transaction);
          },
        ],
        ['asks a turn later', async (transaction) => [await turn(), await put(transaction, 'ZG')]],
      ];
      for (const [what, work] of forgottenWork)
        it(`leaves nothing behind when it ${what}`, async () => {
          for (const wait of [undefined, async () => void (await Promise.resolve()), turn]) {
            const outcome = await forget(work, wait);
            assert.deepEqual(await names(), []);
            // A turn is time enough to have been answered, and then undone.
            if (wait === undefined) assert.ok(outcome instanceof Error, String(outcome));
          }
        });
    });

    it('uses no client that it had before', async () => {
      const client = await database.pool.connect();
      try {
        await assert.rejects(
          database.transaction(() => client.query('select 1')),
          forgotten,
        );
        await client.query('select 1');
      } finally {
        client.release();
      }
    });

    it('does not end well when a statement failed that nobody minded', async () => {
      const ended = database.transaction(async (transaction) => {
        await sql`insert into environments (name, created_at) values ('ZZ', now())`.execute(transaction);
        await sql`select 1 / 0`.execute(transaction).catch(() => undefined);
      });
      await assert.rejects(ended, { name: 'StoreError', code: 'database_failed' });
    });

    it('is undone with it', async () => {
      const unmade = unmadeConnection(scope, { widget: 'plain', key: 'default', by: undefined }, new Date());
      const line = { kind: 'configured', outcome: 'succeeded' } as const;
      await assert.rejects(
        database.transaction(async (transaction) => {
          const row = await ensureConnection(transaction, unmade);
          await recordChange(transaction, row, { line }, new Date());
          throw new Error('crashed');
        }),
        /crashed/,
      );
      for (const table of ['connections', 'history', 'outbox'] as const) {
        const rows = await database.queries.selectFrom(table).select('environment').where('tenant', '=', 'acme').execute();
        assert.deepEqual(rows, [], table);
      }
    });

    it('and is not waited for is on its own once that is over, and so is what a notification wakes', async () => {
      let later: Promise<unknown> | undefined;
      let woken: Promise<unknown> | undefined;
      const unlisten = await database.listen('test_channel', () => {
        woken = sql`select 1`.execute(database.queries);
      });
      await database.transaction(async (transaction) => {
        later = new Promise((resolve) => setImmediate(resolve)).then(() => hub.call('GET', '/readyz'));
        await sql`select pg_notify('test_channel', '')`.execute(transaction);
      });
      await later;
      await until(() => woken);
      await woken;
      await unlisten();
    });

    it('finds every function of rows refused that is called with the database instead of the transaction', async () => {
      let called = 0;
      const { rowsModules } = (await tsImport('../../../support/rows-modules.ts', import.meta.url)) as typeof RowsModules;
      for (const [path, module] of rowsModules) {
        for (const name of takingQueries(path)) {
          assert.ok(await isRefused(module[name]), `${path}: ${name}`);
          called += 1;
        }
      }
      assert.ok(called > 50, `${called} functions`);
    });
  });
});

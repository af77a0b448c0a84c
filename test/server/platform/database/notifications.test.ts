import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import { Notifications } from '../../../../src/server/platform/database/notifications.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { eachDatabase, onPostgresql } from '../../../support/databases.js';
import { until } from '../../../support/until.js';

describe('notifications', () => {
  eachDatabase(({ open }) => {
    let database: Database;
    before(async () => {
      database = await open();
    });
    const notify = (channel: string, payload: string) => database.pool.query('select pg_notify($1, $2)', [channel, payload]);

    it('reach every listener of their channel, in order, until it stops', async () => {
      const first: string[] = [];
      const second: string[] = [];
      const other: string[] = [];
      const stopFirst = await database.listen('Changes', (payload) => first.push(payload));
      const stopSecond = await database.listen('Changes', (payload) => second.push(payload));
      const stopOther = await database.listen('other', (payload) => other.push(payload));
      await notify('Changes', '1');
      await notify('Changes', '2');
      await until(() => second.length === 2);
      await stopFirst();
      await notify('Changes', '3');
      await notify('other', 'last');
      await until(() => other.length === 1);
      assert.deepEqual([first, second, other], [['1', '2'], ['1', '2', '3'], ['last']]);
      await stopSecond();
      await stopOther();
    });

    it('arrive when their transaction commits, and never when it is undone', async () => {
      const heard: string[] = [];
      const stop = await database.listen('commits', (payload) => heard.push(payload));
      const client = await database.pool.connect();
      await client.query('begin');
      await client.query("notify commits, 'undone'");
      await client.query('rollback');
      await client.query('begin');
      await client.query("notify commits, 'kept'");
      await client.query('select 1');
      assert.deepEqual(heard, []);
      await client.query('commit');
      client.release();
      await until(() => heard.length > 0);
      assert.deepEqual(heard, ['kept']);
      await stop();
    });

    it('reach two hundred at once without loss', async () => {
      const heard: string[] = [];
      const stop = await database.listen('many', (payload) => heard.push(payload));
      const numbers = Array.from({ length: 200 }, (_, number) => String(number));
      await Promise.all(numbers.map((number) => notify('many', number)));
      await until(() => heard.length === 200);
      assert.deepEqual(new Set(heard), new Set(numbers));
      await stop();
    });
  });

  onPostgresql(({ open, place }) => {
    it('come again after the connection was ended by the server, and say that some may be missing', async () => {
      const errors: Error[] = [];
      const database = await open(undefined, { onError: (error) => errors.push(error) });
      const heard: string[] = [];
      let reconnected = 0;
      await database.listen(
        'changes',
        (payload) => heard.push(payload),
        () => {
          reconnected += 1;
        },
      );
      const { rowCount } = await database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'",
      );
      assert.equal(rowCount, 1);
      await until(() => reconnected === 1);
      assert.ok(errors.length > 0);
      await database.pool.query("notify changes, 'after'");
      await until(() => heard.length > 0);
      assert.deepEqual(heard, ['after']);
    });

    it('do not start where the server cannot be reached, and start with the next try', async () => {
      const where = await place();
      assert.ok('url' in where);
      let reachable = false;
      const notifications = new Notifications({
        createClient: () => new pg.Client(reachable ? where.url : 'postgres://127.0.0.1:1/none'),
        onError: () => undefined,
        heartbeat: undefined,
      });
      const listening = { channel: 'a', onNotification: () => undefined, onReconnect: undefined };
      await assert.rejects(notifications.add(listening), { code: 'ECONNREFUSED' });
      reachable = true;
      await notifications.add(listening);
      await notifications.close();
    });

    it('come again after the connection was cut without a word', async (test) => {
      const where = await place();
      assert.ok('url' in where);
      const network = await startNetwork(where.url);
      test.after(() => network.close());
      let reconnected = 0;
      const heard: string[] = [];
      const notifications = new Notifications({
        createClient: () => new pg.Client({ connectionString: network.url, query_timeout: 200 }),
        onError: () => undefined,
        heartbeat: 50,
      });
      test.after(() => notifications.close());
      await notifications.add({
        channel: 'changes',
        onNotification: (payload) => heard.push(payload),
        onReconnect: () => {
          reconnected += 1;
        },
      });
      network.cut();
      await until(() => reconnected === 1, { timeout: 5000 });
      const database = await open(where);
      await database.pool.query("notify changes, 'after'");
      await until(() => heard.length > 0);
      assert.deepEqual(heard, ['after']);
    });
  });
});

/** Carries connections to the server of `url`, until they are cut: then nothing arrives any more, and nobody is told. */
async function startNetwork(url: string): Promise<{ readonly url: string; cut(): void; close(): void }> {
  const target = new URL(url);
  const open = new Set<Socket>();
  const all: Socket[] = [];
  const carry = (from: Socket, to: Socket) => {
    all.push(from);
    open.add(from);
    from.on('data', (data) => open.has(from) && to.write(data));
    from.on('close', () => open.has(from) && to.destroy());
    from.on('error', () => from.destroy());
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  const through = new URL(url);
  through.port = String(address.port);
  return {
    url: through.href,
    cut: () => open.clear(),
    close() {
      for (const socket of all) socket.destroy();
      server.close();
    },
  };
}

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { onPostgresql } from '../../../support/databases.js';
import { type Pooler, startPooler } from '../../../support/pooler.js';
import { type PostgresqlServer, reachPostgresqlServer } from '../../../support/postgresql-server.js';
import { startTestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

/** A database as an administrator has set it, and what is said where it is of no use. */
describe('a PostgreSQL of other people', () => {
  onPostgresql(({ emptyPlace }) => {
    let server: PostgresqlServer;
    before(async () => {
      server = await reachPostgresqlServer();
    });
    after(() => server.stop());

    const asAdministrator = async (url: string, ...statements: string[]): Promise<void> => {
      const client = new pg.Client(url);
      await client.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    };
    const emptyUrl = async (): Promise<string> => {
      const place = await emptyPlace();
      assert.ok('url' in place);
      return place.url;
    };
    const databaseOf = (url: string): string => new URL(url).pathname.slice(1);
    const roleOn = async (url: string, ...grants: string[]): Promise<string> => {
      const role = `role_${randomBytes(4).toString('hex')}`;
      await asAdministrator(
        url,
        `create role ${role} login password 'secret-of-the-role'`,
        ...grants.map((grant) => grant.replaceAll('ROLE', role)),
      );
      const own = new URL(url);
      own.username = role;
      own.password = 'secret-of-the-role';
      return own.href;
    };

    for (const [name, setting] of [
      ['a German date style', "datestyle to 'German, DMY'"],
      ['the date style of SQL', "datestyle to 'SQL, DMY'"],
      ['another time zone', "timezone to 'Asia/Kolkata'"],
      ['another encoding of its clients', "client_encoding to 'LATIN1'"],
      ['another form of intervals and bytes', "intervalstyle to 'iso_8601'"],
      ['bytes in an earlier form', "bytea_output to 'escape'"],
      ['backslashes in texts', 'standard_conforming_strings to off'],
      ['the strictest transactions', "default_transaction_isolation to 'serializable'"],
      ['a search path that leads nowhere', "search_path to ''"],
      ['a short time for statements', "statement_timeout to '400ms'"],
    ] as const) {
      it(`is worked with as any other, with ${name}`, async () => {
        const url = await emptyUrl();
        await asAdministrator(url, `alter database ${databaseOf(url)} set ${setting}`);
        const database = await openDatabase({ url });
        try {
          const instant = new Date('2026-02-03T04:05:06.789Z');
          const ask = `select $1::timestamptz as at, $1::timestamptz::text as text, $2::text as words, '\\x00ff'::bytea as bytes,
            current_setting('transaction_isolation') as isolation, '90 minutes'::interval::text as long, current_schema() as schema, current_setting('statement_timeout') as longest`;
          const { rows } = await database.pool.query(ask, [instant, 'ü€😀']);
          assert.deepEqual(rows, [
            {
              at: instant,
              text: '2026-02-03 04:05:06.789+00',
              words: 'ü€😀',
              bytes: Buffer.from([0, 255]),
              isolation: 'read committed',
              long: '01:30:00',
              schema: 'public',
              longest: '5min',
            },
          ]);
        } finally {
          await database.close();
        }
      });
    }

    it('answers a hub on a database that is set to all of it at once', async () => {
      const url = await emptyUrl();
      for (const setting of [
        "datestyle to 'SQL, DMY'",
        "timezone to 'Asia/Kolkata'",
        "search_path to ''",
        "intervalstyle to 'iso_8601'",
      ])
        await asAdministrator(url, `alter database ${databaseOf(url)} set ${setting}`);
      const hub = await startTestServer({ url });
      try {
        assert.equal((await hub.call('GET', '/v1/hub', { token: await hub.token() })).status, 200);
      } finally {
        await hub.stop();
      }
    });

    it('keeps its tables where they are when another schema comes before theirs', async () => {
      const url = await emptyUrl();
      const first = await openDatabase({ url });
      await first.pool.query('create table integration_hub_migration (name text)');
      await first.close();
      await asAdministrator(url, 'create schema postgres');
      const again = await openDatabase({ url });
      try {
        await again.pool.query('create table later (id int)');
        const { rows } = await again.pool.query("select schemaname from pg_tables where tablename = 'later'");
        assert.deepEqual(rows, [{ schemaname: 'public' }]);
      } finally {
        await again.close();
      }
    });

    const refused = async (options: Parameters<typeof openDatabase>[0], code: string, ...words: (string | RegExp)[]) => {
      await assert.rejects(openDatabase(options), (error: Error & { code?: string }) => {
        assert.equal(error.code, code, error.message);
        for (const word of words) assert.match(error.message, new RegExp(word), error.message);
        assert.doesNotMatch(error.message, /secret-of-the-role|postgres:\/\/postgres/);
        return true;
      });
    };

    it('says in words why it cannot be used, with the way out and without the password', async () => {
      const url = await emptyUrl();
      const changed = (change: (url: URL) => void): string => {
        const other = new URL(url);
        change(other);
        return other.href;
      };
      await refused(
        { url: changed((one) => (one.port = '1')) },
        'database_unreachable',
        'ECONNREFUSED',
        '127.0.0.1:1',
        'started',
      );
      await refused(
        { url: changed((one) => (one.hostname = 'nowhere.invalid')) },
        'database_unreachable',
        'nowhere.invalid',
        'host and port',
      );
      await refused(
        { url: changed((one) => (one.password = 'secret-of-the-role')) },
        'database_refused',
        'user or the password',
        'encodeURIComponent',
      );
      await refused({ url: changed((one) => (one.password = '')) }, 'database_refused', 'user or the password');
      await refused({ url: changed((one) => (one.pathname = '/absent')) }, 'database_refused', '"absent"', 'createdb');
      await refused(
        { url: changed((one) => one.searchParams.set('sslmode', 'verify-full')) },
        'database_refused',
        'does not encrypt',
        'sslmode',
      );
    });

    it('names what a role may not do before anything is made', async () => {
      const url = await emptyUrl();
      await asAdministrator(url, 'revoke create on schema public from public');
      const bare = await roleOn(url);
      await refused({ url: bare }, 'database_unsuitable', 'tables in the schema "public"', 'grant create on schema');
      const owner = await roleOn(url, 'create schema authorization ROLE');
      await (await openDatabase({ url: owner })).close();
      const schemaless = await roleOn(url, "alter role ROLE set search_path to 'absent'");
      await asAdministrator(url, 'drop schema public cascade');
      await refused({ url: schemaless }, 'database_unsuitable', 'search path', 'create schema hub');
    });

    it('refuses a database that cannot hold every text', async () => {
      const name = `latin_${randomBytes(4).toString('hex')}`;
      await asAdministrator(`${server.url}postgres`, `create database ${name} encoding 'LATIN1' locale 'C' template template0`);
      await refused({ url: `${server.url}${name}` }, 'database_unsuitable', 'LATIN1', "encoding 'UTF8'");
    });

    describe('behind a pooler that lends out connections', () => {
      let pooler: Pooler;
      let url: string;
      before(async () => {
        url = await emptyUrl();
        pooler = await startPooler(url);
      });
      after(() => pooler.close());

      it('is refused where nothing else leads there, and says which variable does', async () => {
        await refused({ url: pooler.url }, 'database_pooled', 'pool_mode=transaction', 'INTEGRATION_HUB_DIRECT_DATABASE_URL');
        await refused({ url, directUrl: pooler.url }, 'database_pooled', 'INTEGRATION_HUB_DIRECT_DATABASE_URL');
      });

      it('is refused with another database beside it', async () => {
        await refused({ url: pooler.url, directUrl: await emptyUrl() }, 'database_unsuitable', 'another database');
      });

      it('locks and tells past it, and asks through it', async () => {
        const database = await openDatabase({ url: pooler.url, directUrl: url });
        try {
          const heard: string[] = [];
          await database.listen('told', (payload) => heard.push(payload));
          await database.pool.query("select pg_notify('told', 'by the pool')");
          await until(() => heard.length === 1);
          const order: string[] = [];
          await Promise.all(
            ['one', 'two'].map((name) =>
              database.withBootLock(async () => {
                order.push(`${name} begins`);
                await database.pool.query('select 1');
                order.push(`${name} ends`);
              }),
            ),
          );
          assert.match(order.join(), /^(\w+) begins,\1 ends,(\w+) begins,\2 ends$/);
        } finally {
          await database.close();
        }
      });

      it('starts a whole server, and leaves no lock behind', async () => {
        const hub = await startTestServer({ url: pooler.url }, { directDatabaseUrl: url });
        try {
          assert.equal((await hub.call('GET', '/v1/hub', { token: await hub.token() })).status, 200);
        } finally {
          await hub.stop();
        }
      });
    });
  });
});

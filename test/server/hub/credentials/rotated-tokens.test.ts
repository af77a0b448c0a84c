import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector, startQuirkyHub } from '../../../support/quirky-stage.js';
import type { TestServer } from '../../../support/server.js';

const century = 100 * 365 * 86_400;

/** Lifetimes as they are met, sent as they stand here, and the seconds that they mean; null: none. */
const lifetimes: Readonly<Record<string, readonly [string, number | null]>> = {
  '16 digits': ['1234567890123456', century],
  '16 digits in quotes': ['"1234567890123456"', century],
  '300 digits': [`1${'0'.repeat(299)}`, century],
  'more than a number holds': ['1e400', century],
  'a fraction': ['3599.5', 3599],
  'a fraction in quotes': ['"3599.5"', 3599],
  'an exponent in quotes': ['"1e13"', century],
  'a small exponent in quotes': ['"3.6e3"', 3600],
  'blanks in quotes': ['" 3600 "', 3600],
  'less than a second': ['0.2', 1],
  nothing: ['0', null],
  'less than nothing': ['-1', null],
  'a word': ['"never"', null],
  'no text': ['""', null],
  'a list': ['[3600]', null],
  null: ['null', null],
  'a hexadecimal number': ['"0x10"', null],
};

eachDatabase((databases) => {
  describe('a refresh token that is good once', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let ahead = 0;
    /** Where the clock stands still. */
    let frozen: number | undefined;
    let lifetime = '3600';
    let scope = 'read write';

    before(async () => {
      await build(['pages']);
      provider = await startQuirkyProvider({
        once: {
          rotates: true,
          answer: ({ access, refresh }: Issued) => ({
            body: `{"access_token":"${access}","refresh_token":"${refresh}","expires_in":${lifetime},"scope":"${scope}"}`,
          }),
        },
      });
      const connector = quirkyConnector(provider, 'once', { requiredScopes: ['write'] });
      hub = await startQuirkyHub(await databases.place(), provider, [connector], {
        widget: { history: true },
        now: () => new Date((frozen ?? Date.now()) + ahead),
      });
      const { queries } = hub.services.database;
      // A sequence counts on although the statement that it fails is undone.
      for (const [table, moment] of [
        ['credentials', 'update of sealed on credentials'],
        ['history', 'insert on history'],
      ] as const) {
        await sql.raw(`create sequence ${table}_turns`).execute(queries);
        await sql.raw(`select nextval('${table}_turns')`).execute(queries);
        await sql.raw(`create table ${table}_faults (until bigint not null)`).execute(queries);
        await sql.raw(`insert into ${table}_faults values (0)`).execute(queries);
        await sql
          .raw(
            `create function ${table}_fail() returns trigger language plpgsql as $$ begin
              if nextval('${table}_turns') <= (select until from ${table}_faults) then raise exception 'planted'; end if;
              return new;
            end $$`,
          )
          .execute(queries);
        await sql
          .raw(`create trigger ${table}_fails before ${moment} for each row execute function ${table}_fail()`)
          .execute(queries);
      }
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });
    beforeEach(async () => {
      ahead = 0;
      frozen = undefined;
      lifetime = '3600';
      scope = 'read write';
      await fail('credentials', 0);
      await fail('history', 0);
      provider.withdraw('once');
      await hub.services.database.queries.deleteFrom('connections').execute();
      await signIn();
    });

    /** The next writes of a kind fail. */
    async function fail(table: 'credentials' | 'history', times: number): Promise<void> {
      const { queries } = hub.services.database;
      await sql.raw(`update ${table}_faults set until = (select last_value from ${table}_turns) + ${times}`).execute(queries);
    }
    async function signIn(): Promise<void> {
      const { browser, reference } = await passThrough({ hub, token: await hub.token() }, 'once');
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
    }
    const stored = () => hub.services.database.queries.selectFrom('credentials').selectAll().executeTakeFirstOrThrow();
    const use = async (): Promise<number> =>
      (await hub.services.credentials.fetchFor(await stored())(`${provider.url}/once/me`)).status;
    const refreshes = () => provider.log.filter((entry) => entry === 'once refresh_token').length;
    const secondsLeft = async () => {
      const { expires_at: at, updated_at: from } = await stored();
      return at === null ? null : Math.round((at.getTime() - from.getTime()) / 1000);
    };

    for (const [name, [sent, seconds]] of Object.entries(lifetimes)) {
      it(`is kept whatever the lifetime: ${name}`, async () => {
        provider.withdraw('once');
        await hub.services.database.queries.deleteFrom('connections').execute();
        lifetime = sent;
        frozen = Date.now();
        await signIn();
        assert.equal(await secondsLeft(), seconds, 'at the sign-in');
        lifetime = '3600';
        await signIn();
        ahead = 3_700_000;
        lifetime = sent;
        assert.equal(await use(), 200);
        assert.equal(await secondsLeft(), seconds, 'at a refresh');
        assert.ok(!provider.log.includes('once reuse'));
      });
    }

    it('is kept when storing it fails a few times', async () => {
      const before = refreshes();
      ahead = 3_700_000;
      await fail('credentials', 3);
      assert.equal(await use(), 200);
      ahead = 7_400_000;
      assert.equal(await use(), 200);
      assert.equal(refreshes() - before, 2);
      assert.equal((await stored()).status, 'valid');
    });

    it('is not asked for again when storing it fails for longer: what was given is stored by the next call', async () => {
      const before = refreshes();
      ahead = 3_700_000;
      await fail('credentials', 1000);
      await assert.rejects(use(), /planted/);
      await assert.rejects(use(), /planted/);
      await fail('credentials', 0);
      assert.equal(await use(), 200);
      assert.equal(refreshes() - before, 1);
      ahead = 7_400_000;
      assert.equal(await use(), 200);
      assert.equal(refreshes() - before, 2);
      assert.ok(!provider.log.includes('once reuse'));
    });

    it('is kept when what follows from it fails, such as the line of the history that less was granted', async () => {
      ahead = 3_700_000;
      scope = 'read';
      await fail('history', 1000);
      await assert.rejects(use(), /planted/);
      await fail('history', 0);
      await assert.rejects(use(), { code: 'not_authenticated' });
      const { status, missing, sealed, connection, dependency } = await stored();
      assert.deepEqual([status, missing], ['insufficient_scope', ['write']]);
      const context = JSON.stringify(['credential', 'LIVE', 'acme', connection, dependency]);
      const secret = (await hub.services.vault.open(sealed, context)) as { readonly accessToken: string };
      assert.equal(secret.accessToken, provider.current('once'));
    });
  });
});

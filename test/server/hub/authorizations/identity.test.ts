import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { OAuthDefinition } from '../../../../src/contract/connector.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector, startQuirkyHub } from '../../../support/quirky-stage.js';
import type { TestServer } from '../../../support/server.js';
import { readAuthorization, readConnection } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

interface Case {
  readonly definition?: Partial<OAuthDefinition>;
  readonly first: object;
  readonly second: object;
  readonly is: 'the same' | 'another';
  /** The account line afterwards. */
  readonly line: string;
}

const named = { accountPaths: ['data.name'] };
const ofSite = { accountPaths: ['name'], identityPaths: ['sub', 'site.id'] };

const cases: Readonly<Record<string, Case>> = {
  'id, and another name': { first: { id: 7, name: 'Al' }, second: { id: 7, name: 'Bo' }, is: 'the same', line: 'Bo' },
  'name, and another id': { first: { id: 7, name: 'Al' }, second: { id: 8, name: 'Al' }, is: 'another', line: 'Al' },
  'id, and an address that became private': {
    definition: { accountPaths: ['email'] },
    first: { id: 7, email: 'al@example.com' },
    second: { id: 7, email: null },
    is: 'the same',
    line: 'al@example.com',
  },
  'id, and a line that is gone altogether': {
    first: { sub: 'al', email: 'al@example.com' },
    second: { sub: 'al' },
    definition: { accountPaths: ['email', 'name'] },
    is: 'the same',
    line: 'al@example.com',
  },
  'private address, and another id': {
    definition: { accountPaths: ['email'] },
    first: { id: 7, email: 'al@example.com' },
    second: { id: 8, email: null },
    is: 'another',
    line: 'al@example.com',
  },
  'name, and another id below data': {
    definition: named,
    first: { data: { id: 1, name: 'Al' } },
    second: { data: { id: 2, name: 'Al' } },
    is: 'another',
    line: 'Al',
  },
  'id below data, and another name': {
    definition: named,
    first: { data: { id: 1, name: 'Al' } },
    second: { data: { id: 1, name: 'Bo' } },
    is: 'the same',
    line: 'Bo',
  },
  'id below user': {
    definition: { accountPaths: ['user.name'] },
    first: { user: { id: 'u-1', name: 'Al' } },
    second: { user: { id: 'u-2', name: 'Al' } },
    is: 'another',
    line: 'Al',
  },
  'sub at another site': {
    definition: ofSite,
    first: { sub: 'al', name: 'Al', site: { id: 1 } },
    second: { sub: 'al', name: 'Al', site: { id: 2 } },
    is: 'another',
    line: 'Al',
  },
  'sub at the same site, and another name': {
    definition: ofSite,
    first: { sub: 'al', name: 'Al', site: { id: 1 } },
    second: { sub: 'al', name: 'Bo', site: { id: 1 } },
    is: 'the same',
    line: 'Bo',
  },
  'place in a list': {
    definition: { accountPaths: ['hubs.0.name'], identityPaths: ['hubs.0.id'] },
    first: { hubs: [{ id: 'h1', name: 'Hub' }] },
    second: { hubs: [{ id: 'h2', name: 'Hub' }] },
    is: 'another',
    line: 'Hub',
  },
  'address, where there is no identifier': {
    first: { email: 'al@example.com' },
    second: { email: 'bo@example.com' },
    is: 'another',
    line: 'al@example.com',
  },
  'name, where a part of the identity is missing': {
    definition: ofSite,
    first: { sub: 'al', name: 'Al' },
    second: { sub: 'bo', name: 'Al' },
    is: 'the same',
    line: 'Al',
  },
};

/** Who has a name only is not told from who has the same, and is nobody else's account. */
const nameless: Readonly<Record<string, readonly [object, Partial<OAuthDefinition>]>> = {
  'a display name': [{ name: 'Alex Smith' }, {}],
  'a number that is too long to be read': [{ id: 12345678901234567000, name: 'Alex Smith' }, {}],
  'half an identity': [{ sub: 'alex', name: 'Alex Smith' }, { ...ofSite }],
};

eachDatabase((databases) => {
  describe('an account', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let profile: object | undefined;
    let gives = true;
    let ahead = 0;

    const all = [
      ...Object.entries(cases).map(([name, { definition }]) => [name, definition ?? {}] as const),
      ...Object.entries(nameless).map(([name, [, definition]]) => [name, definition] as const),
      ['plain', {}] as const,
      ['silent', { userInfoUrl: undefined }] as const,
    ].map(([name, definition], index) => ({ name, definition, key: `case-${index}` }));
    const keyOf = (name: string): string => all.find((entry) => entry.name === name)?.key ?? '';

    before(async () => {
      await build(['pages']);
      const quirk = {
        answer: ({ access, refresh }: Issued) => ({
          body: { access_token: access, expires_in: 3600, ...(gives ? { refresh_token: refresh } : {}) },
        }),
        answerMe: (isGood: boolean) => (isGood && profile !== undefined ? { body: profile } : undefined),
      };
      provider = await startQuirkyProvider(Object.fromEntries(all.map(({ key }) => [key, quirk])));
      const connectors = all.map(({ key, definition: { userInfoUrl, ...definition }, name }) =>
        quirkyConnector(provider, key, {
          ...(name === 'silent' ? {} : { userInfoUrl: `${provider.url}/${key}/me` }),
          ...definition,
        }),
      );
      hub = await startQuirkyHub(await databases.place(), provider, connectors, {
        widget: { multiConnection: true },
        now: () => new Date(Date.now() + ahead),
      });
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });
    beforeEach(async () => {
      ahead = 0;
      gives = true;
      await hub.services.database.queries.deleteFrom('connections').execute();
    });

    async function signIn(key: string, as: object | undefined, more: { connection?: string; action?: string | undefined } = {}) {
      profile = as;
      const session = { hub, token: await hub.token() };
      const { browser, reference } = await passThrough(session, key, more);
      const { screen } = await browser.outcome(reference);
      const { status, question, error } = await readAuthorization(session, reference);
      return { state: screen.state, status, question, error };
    }
    const again = (key: string, as: object | undefined) => signIn(key, as, { action: undefined });
    const connection = async (key: string) => readConnection({ hub, token: await hub.token() }, key);
    const connect = async (key: string, as: object | undefined) => {
      assert.equal((await signIn(key, as)).status, 'completed');
      await until(async () => (await connection(key)).active);
    };
    const stored = () => hub.services.database.queries.selectFrom('credentials').selectAll().executeTakeFirstOrThrow();
    const use = async (key: string): Promise<number> =>
      (await hub.services.credentials.fetchFor(await stored())(`${provider.url}/${key}/me`)).status;

    for (const [name, { first, second, is, line }] of Object.entries(cases)) {
      it(`with the same ${name}, is ${is}`, async () => {
        const key = keyOf(name);
        await connect(key, first);
        const { status, question, error } = await again(key, second);
        assert.deepEqual([status, error], [is === 'the same' ? 'completed' : 'returned', undefined]);
        assert.equal(question === undefined, is === 'the same');
        assert.equal((await connection(key)).credentials[0].account, line);
      });
    }

    for (const [name, [who]] of Object.entries(nameless)) {
      it(`of which ${name} is all that is known may be connected beside one that looks the same`, async () => {
        const key = keyOf(name);
        const token = await hub.token();
        await connect(key, who);
        assert.equal((await again(key, who)).status, 'completed');
        await hub.call('PUT', `/v1/widgets/${key}/connections/two`, { token, body: {} });
        assert.equal((await signIn(key, who, { connection: 'two' })).status, 'completed');
      });
    }

    it('that was known and is named no more is not taken for the same', async () => {
      await connect(keyOf('plain'), { sub: 'al', email: 'al@example.com' });
      const { status, error } = await again(keyOf('plain'), { hello: 'world' });
      assert.deepEqual([status, error?.code], ['failed', 'provider_error']);
    });

    describe('that signs in again and is given no refresh token', () => {
      const al = { sub: 'al', email: 'al@example.com' };

      it('keeps the one that is stored', async () => {
        const key = keyOf('plain');
        await connect(key, al);
        gives = false;
        assert.equal((await again(key, { ...al, email: 'new@example.com' })).status, 'completed');
        ahead = 3_700_000;
        assert.equal(await use(key), 200);
        ahead = 7_400_000;
        assert.equal(await use(key), 200);
        assert.equal((await stored()).status, 'valid');
      });

      it('has none where it is another account', async () => {
        const key = keyOf('plain');
        await connect(key, al);
        await hub.services.database.queries.updateTable('connections').set({ active: false }).execute();
        gives = false;
        assert.equal((await signIn(key, { sub: 'bo', email: 'bo@example.com' })).status, 'completed');
        ahead = 3_700_000;
        await assert.rejects(use(key), { code: 'not_authenticated' });
      });

      it('has none where nobody says whose it is', async () => {
        const key = keyOf('silent');
        await connect(key, undefined);
        gives = false;
        assert.equal((await again(key, undefined)).status, 'completed');
        ahead = 3_700_000;
        await assert.rejects(use(key), { code: 'not_authenticated' });
      });

      it('has none where the grant before has ended', async () => {
        const key = keyOf('plain');
        await connect(key, al);
        await hub.services.database.queries.updateTable('credentials').set({ status: 'expired' }).execute();
        gives = false;
        assert.equal((await again(key, al)).status, 'completed');
        const before = provider.log.filter((entry) => entry === `${key} refresh_token`).length;
        ahead = 3_700_000;
        await assert.rejects(use(key), { code: 'not_authenticated' });
        assert.equal(provider.log.filter((entry) => entry === `${key} refresh_token`).length, before);
      });
    });
  });
});

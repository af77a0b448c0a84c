import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createCredentials } from '../../../../src/server/hub/credentials/create-credentials.js';
import { checkDue } from '../../../../src/server/hub/credentials/idle-check.js';
import { CredentialsRefusedError, defineConnector } from '../../../../src/server/hub/definitions/define.js';
import type { Services } from '../../../../src/server/hub/services/services.js';
import { OutgoingError } from '../../../../src/server/platform/outgoing/outgoing-error.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { passThrough, quirkyConnector, startQuirkyHub } from '../../../support/quirky-stage.js';
import type { TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const hours = 3_600_000;

const tokens = ({ access, refresh }: Issued) => ({ access_token: access, expires_in: 3600, refresh_token: refresh });

/** With a refresh token; without one, but with a user-info call; with neither. */
const quirks = {
  lasting: { rotates: true, answer: (issued: Issued) => ({ body: tokens(issued) }) },
  endless: { answer: ({ access }: Issued) => ({ body: { access_token: access } }) },
  silent: { answer: ({ access }: Issued) => ({ body: { access_token: access } }) },
} as const;
const keys = [...Object.keys(quirks), 'keyed'];
const many = Array.from({ length: 8 }, (_, index) => `tenant-${index}`);

eachDatabase((databases) => {
  describe('a credential that nobody uses', () => {
    let provider: QuirkyProvider;
    let hub: TestServer;
    let ahead = 0;
    /** What the service of typed-in keys does, and who was asked about it. */
    let answer: 'good' | 'refused' | 'unreachable' = 'good';
    let asked: string[] = [];
    let atOnce = 0;
    let mostAtOnce = 0;

    const keyed = defineConnector({
      key: 'keyed',
      name: 'Keyed',
      methods: [{ method: 'api_key' }],
      async test({ values }) {
        asked.push(String(values['apiKey']));
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        await new Promise(setImmediate);
        atOnce -= 1;
        if (answer === 'refused') throw new CredentialsRefusedError('The key was withdrawn');
        if (answer === 'unreachable') throw new OutgoingError('unreachable', 'keyed.test');
        return { account: 'somebody' };
      },
    });

    before(async () => {
      await build(['pages']);
      provider = await startQuirkyProvider(quirks);
      const signedIn = Object.keys(quirks).map((key) =>
        quirkyConnector(
          provider,
          key,
          key === 'silent' ? {} : { userInfoUrl: `${provider.url}/${key}/me`, accountPaths: ['from'] },
        ),
      );
      hub = await startQuirkyHub(await databases.place(), provider, [...signedIn, keyed], {
        widget: { history: true },
        now: () => new Date(Date.now() + ahead),
      });
    });
    after(async () => {
      await hub?.stop();
      await provider?.close();
    });
    beforeEach(async () => {
      ahead = 0;
      answer = 'good';
      provider.outage(undefined);
      await hub.services.database.queries.deleteFrom('connections').execute();
      for (const widget of keys) await deployment('POST', widget);
      for (const key of Object.keys(quirks)) await signIn(key);
      await saveKey('acme');
      asked = [];
      mostAtOnce = 0;
    });

    const deployment = async (method: 'POST' | 'DELETE', widget: string) => {
      const token = await hub.adminToken();
      if (method === 'DELETE') await hub.call(method, `/v1/admin/deployments/LIVE/${widget}`, { token });
      else await hub.call(method, '/v1/admin/deployments', { token, body: { environment: 'LIVE', widget } });
    };
    const read = async (widget: string, tenant = 'acme') =>
      (await hub.call('GET', `/v1/widgets/${widget}/connections/default`, { token: await hub.token({ tenant }) })).body;
    const statusOf = async (widget: string, tenant?: string): Promise<string> =>
      (await read(widget, tenant)).credentials[0].status;

    async function signIn(key: string): Promise<void> {
      const { browser, reference } = await passThrough({ hub, token: await hub.token() }, key);
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
      await until(async () => (await read(key)).active);
    }

    async function saveKey(tenant: string, isActive = true): Promise<void> {
      const token = await hub.token({ tenant });
      const body = { method: 'api_key', values: { apiKey: tenant }, ...(isActive ? { action: 'connect' } : {}) };
      const path = '/v1/widgets/keyed/connections/default/credentials/keyed';
      assert.equal((await hub.call('PUT', path, { token, body })).status, 200);
      if (isActive) await until(async () => (await read('keyed', tenant)).active);
    }

    /** Requests that a check makes at that time, by connector. Session tokens live by the real clock. */
    async function checked(time: number, check = () => checkDue(hub.services)): Promise<string[]> {
      const before = provider.log.length;
      asked = [];
      ahead = time;
      await check();
      ahead = 0;
      return [...provider.log.slice(before), ...asked.map(() => 'keyed test')].sort();
    }

    it('is left alone before its time, and looked at once when its time has come', async () => {
      assert.deepEqual(await checked(11 * hours), []);
      assert.deepEqual(await checked(25 * hours), ['endless me', 'keyed test', 'lasting refresh_token']);
      assert.deepEqual(await checked(25 * hours), []);
      for (const key of keys) assert.equal(await statusOf(key), 'valid');
      assert.deepEqual(await checked(52 * hours), ['endless me', 'keyed test', 'lasting refresh_token']);
    });

    it('and that died is expired: with history and an event, once, and the card offers Reconnect', async () => {
      for (const key of Object.keys(quirks)) provider.withdraw(key);
      answer = 'refused';
      const told: string[] = [];
      const scope = { environment: 'LIVE', tenant: 'acme' };
      const unsubscribe = hub.services.outbox.subscribe(scope, ({ event }) => told.push(`${event.type} ${event.widget}`));
      await checked(25 * hours);
      const dead = ['lasting', 'endless', 'keyed'];
      for (const key of dead) {
        const { expired, active, credentials } = await read(key);
        assert.deepEqual([expired, active, credentials[0].status], [true, true, 'expired'], key);
        const history = await hub.call('GET', `/v1/widgets/${key}/connections/default/history`, { token: await hub.token() });
        assert.equal(history.body.entries.filter(({ kind }: { kind: string }) => kind === 'expired').length, 1);
        await until(() => told.includes(`connection.changed ${key}`) && told.includes(`history.added ${key}`));
      }
      unsubscribe();
      // Nothing proves it: it stays until somebody needs it.
      assert.equal(await statusOf('silent'), 'valid');
      assert.deepEqual(await checked(52 * hours), []);
    });

    it('is not touched by an outage, which is waited out', async () => {
      for (const tenant of many) await saveKey(tenant);
      provider.outage(503);
      answer = 'unreachable';
      const during = await checked(25 * hours);
      assert.equal(during.filter((entry) => entry === 'keyed test').length, 3, 'a service that is out of order is left alone');
      for (const key of keys) assert.equal(await statusOf(key), 'valid');
      assert.deepEqual(await checked(25 * hours), []);
      provider.outage(undefined);
      answer = 'good';
      const afterwards = await checked(25.5 * hours);
      assert.deepEqual([...new Set(afterwards)], ['endless me', 'keyed test', 'lasting refresh_token']);
      assert.deepEqual(asked.sort(), ['acme', ...many]);
    });

    it('is asked about once, though several servers look, and one service answers one question at a time', async () => {
      for (const tenant of many) await saveKey(tenant);
      const others = [1, 2].map(() => {
        const other: Services = {
          ...hub.services,
          credentials: createCredentials(hub.services),
        };
        return other;
      });
      mostAtOnce = 0;
      const requests = await checked(25 * hours, async () => {
        await Promise.all([hub.services, ...others].map((services) => checkDue(services)));
      });
      assert.deepEqual(asked.sort(), ['acme', ...many]);
      assert.equal(requests.filter((entry) => entry === 'lasting refresh_token').length, 1);
      assert.ok(!provider.log.includes('lasting reuse'));
      assert.ok(mostAtOnce <= 3, `${mostAtOnce} at once by three servers`);
    });

    it('is nobody’s business where its widget is not deployed, or its connection is not active', async () => {
      await saveKey('idle', false);
      for (const key of ['lasting', 'endless']) await deployment('DELETE', key);
      assert.deepEqual(await checked(25 * hours), ['keyed test']);
      assert.deepEqual(asked, ['acme']);
    });
  });
});

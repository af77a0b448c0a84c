import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Audience, publish } from '../../src/server/hub/events/event.rows.js';
import { eachDatabase } from '../support/databases.js';
import { fillPath, type Operation, operationsOf } from '../support/operations.js';
import { hostOrigin, startTestServer, type TestServer, toRequest } from '../support/server.js';
import { until } from '../support/until.js';

const random = (letter: string): string => letter.repeat(43);

/** Ids by the names of the path's parameters. */
type Ids = Readonly<Record<string, string>>;

eachDatabase((databases) => {
  let hub: TestServer;
  /** The ids of beta's things. */
  let ids: Ids;
  let operations: Operation[];

  before(async () => {
    hub = await startTestServer(await databases.place());
    operations = operationsOf(hub.document).filter(({ audience }) => audience === 'session');
    ids = await giveEverything('beta');
    await giveEverything('acme');
  });
  after(() => hub.stop());

  /** Makes a tenant have one of everything: a connection that is active, configured and signed in, a run under way, a sign-in, history. */
  async function giveEverything(tenant: string): Promise<Ids> {
    const token = await hub.token({ tenant });
    const base = '/v1/widgets/plain/connections/default';
    const expect = async (status: number, method: string, path: string, body?: unknown) => {
      const answer = await hub.call(method, path, { token, body, headers: { origin: hostOrigin } });
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    await expect(200, 'PUT', `${base}/configurations/settings`, { values: { name: `name of ${tenant}` } });
    await expect(201, 'POST', `${base}/actions/connect/runs`, {});
    await until(async () => (await expect(200, 'GET', base)).active, { timeout: 20_000 });
    await expect(200, 'PUT', '/v1/widgets/keyed/connections/default/credentials/notes', {
      method: 'api_key',
      values: { apiKey: `good-${tenant}` },
    });
    const { id: run } = await expect(201, 'POST', `${base}/actions/wait/runs`, {});
    await until(async () => (await expect(200, 'GET', `/v1/runs/${run}`)).status === 'running', { timeout: 20_000 });
    const authorization = await expect(201, 'POST', '/v1/authorizations', {
      id: random(tenant.slice(0, 1)),
      proof: random('p'),
      widget: 'keyed',
      connection: 'default',
      dependency: 'notes',
      method: 'oauth',
      window: 'popup',
    });
    return {
      widget: 'plain',
      connection: 'default',
      action: 'wait',
      flow: 'settings',
      dependency: 'notes',
      run,
      authorization: authorization.id,
    };
  }

  /** Everything that is stored of a tenant. */
  async function dump(tenant: string): Promise<string> {
    const { queries } = hub.services.database;
    const connections = await queries.selectFrom('connections').selectAll().where('tenant', '=', tenant).orderBy('id').execute();
    const own = connections.map(({ id }) => id);
    const of = (table: 'credentials' | 'configurations' | 'counters' | 'schedules') =>
      queries.selectFrom(table).selectAll().where('connection', 'in', own).execute();
    const scoped = (table: 'runs' | 'history' | 'authorizations' | 'outbox') =>
      queries.selectFrom(table).selectAll().where('tenant', '=', tenant).execute();
    const tables = await Promise.all([
      of('credentials'),
      of('configurations'),
      of('counters'),
      of('schedules'),
      scoped('runs'),
      scoped('history'),
      scoped('authorizations'),
      scoped('outbox'),
    ]);
    const sorted = tables.map((rows) => rows.map((row) => JSON.stringify(row)).sort());
    return JSON.stringify([connections, sorted], undefined, 1);
  }

  const bodies: Readonly<Record<string, (path: Ids) => unknown>> = {
    startRun: () => ({}),
    saveConfiguration: () => ({ values: { name: 'changed by acme' } }),
    readOptions: () => ({ field: 'folder' }),
    saveConnection: () => ({ label: 'of acme' }),
    answerAuthorization: () => ({ replace: true }),
    saveCredential: () => ({ method: 'api_key', values: { apiKey: 'good-of-acme' } }),
    registerAuthorization: ({ authorization = '' }) => ({
      id: authorization.padEnd(43, 'x').slice(0, 43),
      proof: random('q'),
      widget: 'reserved',
      connection: 'default',
      dependency: 'notes',
      method: 'oauth',
      window: 'popup',
    }),
  };

  describe('another tenant', () => {
    it('reaches nothing and changes nothing, with any operation and any id', async () => {
      const token = await hub.token({ tenant: 'acme' });
      const before = await dump('beta');
      const covered: string[] = [];
      // What only beta has: its ids, and a widget that only beta sees.
      const foreign: Ids[] = [{ ...ids, widget: 'reserved' }, { ...ids, connection: 'of-beta' }, ids];
      for (const operation of operations) {
        const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
        for (const values of foreign) {
          const reaches =
            named.some((name) => ['run', 'authorization'].includes(name)) || (named.includes('widget') && values !== ids);
          if (!reaches && operation.operationId !== 'registerAuthorization') continue;
          // It makes what is not there: under the same key each tenant has its own.
          if (operation.operationId === 'saveConnection' && values['connection'] === 'of-beta') continue;
          const body = operation.hasBody ? (bodies[operation.operationId]?.(values) ?? { handle: random('h') }) : undefined;
          const own = await hub.call(operation.method, fillPath(operation.path, values), {
            token,
            body,
            headers: { origin: hostOrigin },
          });
          assert.equal(own.status, 404, `${operation.operationId} ${JSON.stringify(own.body)}`);
          const absent = Object.fromEntries(
            Object.entries(values).map(([name, id]) => [
              name,
              name === 'run' || name === 'authorization' ? `${id.slice(0, -4)}none` : id === 'reserved' ? 'absent' : id,
            ]),
          );
          const none = await hub.call(operation.method, fillPath(operation.path, absent), {
            token,
            body,
            headers: { origin: hostOrigin },
          });
          const { instance: _one, ...first } = own.body;
          const { instance: _two, ...second } = none.body;
          assert.deepEqual(first, second, `${operation.operationId}: a foreign id is answered as an absent one`);
          covered.push(operation.operationId);
        }
      }
      const scoped = ['readHub', 'watch'];
      assert.deepEqual(
        operations.map(({ operationId }) => operationId).filter((id) => !covered.includes(id) && !scoped.includes(id)),
        [],
      );
      assert.equal(await dump('beta'), before);
    });

    it('sees nothing of it in its own answers', async () => {
      const token = await hub.token({ tenant: 'acme' });
      const paths = [
        '/v1/hub',
        ...['', '/history', '/metrics', '/configurations/settings'].map((rest) => `/v1/widgets/plain/connections/default${rest}`),
      ];
      for (const path of paths) {
        const { body, status } = await hub.call('GET', path, { token });
        assert.equal(status, 200, path);
        const text = JSON.stringify(body);
        for (const secret of ['beta', ids['run'], ids['authorization'], 'Reserved'])
          assert.ok(!text.includes(String(secret)), `${secret} in ${path}`);
      }
    });

    it('is not told of its events', async () => {
      const token = await hub.token({ tenant: 'acme' });
      const abort = new AbortController();
      const response = await hub.server.fetch(
        toRequest('GET', '/v1/events', { token, headers: { 'last-event-id': '1' }, signal: abort.signal }),
      );
      let text = '';
      const reading = (async () => {
        const decoder = new TextDecoder();
        for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
      })();
      const beta = await hub.token({ tenant: 'beta' });
      await hub.call('PUT', '/v1/widgets/plain/connections/default/configurations/settings', {
        token: beta,
        body: { values: { name: 'again' } },
      });
      const tellOf = (run: string, audience: Audience) =>
        hub.services.database.transaction((transaction) =>
          publish(transaction, audience, [{ type: 'run.changed', run }], new Date()),
        );
      await tellOf('of-beta', { environment: 'LIVE', tenant: 'beta' });
      await tellOf('of-staging', { environment: 'STAGING', tenant: 'acme' });
      await tellOf('the-last', { environment: 'LIVE', tenant: 'acme' });
      await until(() => text.includes('the-last'), { timeout: 5000 });
      abort.abort();
      await reading;
      for (const secret of ['of-beta', 'of-staging', ids['run']]) assert.ok(!text.includes(String(secret)), String(secret));
    });

    it('in another environment has connections of its own', async () => {
      const token = await hub.token({ tenant: 'beta', env: ['LIVE', 'DRAFT'] });
      const { body } = await hub.call('GET', '/v1/hub', { token, headers: { 'x-integration-environment': 'DRAFT' } });
      assert.equal(body.environment, 'DRAFT');
      assert.equal(body.widgets[0].connections[0].active, false);
      assert.equal(
        (await hub.call('GET', `/v1/runs/${ids['run']}`, { token, headers: { 'x-integration-environment': 'DRAFT' } })).status,
        404,
      );
      assert.equal((await hub.call('GET', `/v1/runs/${ids['run']}`, { token })).status, 200);
    });
  });
});

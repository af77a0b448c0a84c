import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createBackendClient } from '../src/browser/backend-client.js';
import type { ConnectionSnapshot, ConnectionStore } from '../src/core/connection/connection.js';
import { IntegrationError } from '../src/core/errors.js';
import type { HubFact, HubStore } from '../src/core/hub/hub.js';
import { createHubStore } from '../src/core/hub/hub.store.js';
import { onEmbedded } from './support/databases.js';
import { createFakeOpener } from './support/fake-opener.js';
import { hostOrigin, publicUrl, startTestServer, type TestServer } from './support/server.js';
import { until } from './support/until.js';

type Ready = Extract<ConnectionSnapshot, { status: 'ready' }>;

const ready = (connection: ConnectionStore): Ready | undefined => {
  const snapshot = connection.getSnapshot();
  return snapshot.status === 'ready' ? snapshot : undefined;
};
const patiently = { timeout: 20_000 };

/** The core over the real client, on a real server: what the page does, without a page. */
onEmbedded((databases) => {
  let server: TestServer;
  let tenants = 0;
  let hub: HubStore;
  let other: HubStore;
  let facts: HubFact[];

  const open = (tenant: string): HubStore =>
    createHubStore({
      opener: createFakeOpener(),
      backend: createBackendClient({
        backend: new URL(publicUrl),
        tenant,
        getToken: () => server.token({ tenant }),
        fetch: (input, init) => {
          const request = new Request(input, init);
          request.headers.set('origin', hostOrigin);
          return server.server.fetch(request);
        },
      }),
    });

  before(async () => {
    server = await startTestServer(await databases.place());
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    tenants += 1;
    hub = open(`tenant-${tenants}`);
    other = open(`tenant-${tenants}`);
    facts = [];
    hub.onFact((fact) => facts.push(fact));
    await until(() => [hub, other].every((store) => store.getSnapshot().status === 'ready'), patiently);
  });
  afterEach(() => {
    hub.dispose();
    other.dispose();
  });

  describe('the core on a real server', () => {
    it('connects, runs with words, and disconnects; another tab sees all of it', async () => {
      const connection = hub.connection('plain');
      const watched = other.connection('plain');
      assert.deepEqual(connection.plan('connect'), { kind: 'run' });
      await connection.run('connect');
      await until(() => ready(connection)?.connection.authenticated && ready(watched)?.connection.authenticated, patiently);
      await connection.run('work');
      const message = await until(() => ready(connection)?.message, patiently);
      assert.equal(message.header, 'Done');
      await until(
        () => ready(connection)?.connection.metrics.some(({ key, value }) => key === 'files' && value === 3),
        patiently,
      );
      assert.equal(ready(watched)?.message, undefined);
      await connection.run('disconnect');
      await until(() => ready(watched)?.connection.active === false, patiently);
      await until(() => facts.some(({ kind }) => kind === 'disconnected'), patiently);
      assert.deepEqual(new Set(facts.map(({ origin }) => origin)), new Set(['here']));
      assert.deepEqual(
        facts.filter(({ kind }) => kind !== 'action_completed').map(({ kind }) => kind),
        ['connected', 'disconnected'],
      );
    });

    it('cancels a run', async () => {
      const connection = hub.connection('plain');
      await connection.run('wait');
      await until(() => ready(connection)?.connection.activeRuns.length === 1, patiently);
      await connection.cancelRun();
      await until(() => ready(connection)?.connection.lastRun?.status === 'cancelled', patiently);
      assert.equal(ready(connection)?.error, undefined);
    });

    it('fills in a form: options, the errors of the server, what is not there, saved', async () => {
      const connection = hub.connection('plain');
      await connection.run('connect');
      await until(() => ready(connection)?.connection.authenticated, patiently);
      const form = connection.configure('settings');
      const now = () => {
        const snapshot = form.getSnapshot();
        return snapshot.status === 'loading' || snapshot.status === 'failed' ? undefined : snapshot;
      };
      await until(now, patiently);
      form.loadOptions('folder');
      await until(() => now()?.options['folder']?.status === 'ready', patiently);
      form.loadMoreOptions('folder');
      await until(() => now()?.options['folder']?.options.length === 2, patiently);
      form.setValue('name', 'taken');
      form.setValue('extra', 'typed before the name was changed');
      await form.save();
      assert.deepEqual(now()?.errors, [{ pointer: '#/values/name', code: 'custom', detail: 'This name is taken' }]);
      form.setValue('name', 'free');
      form.setValue('folder', { label: 'Two', value: '2' });
      await form.save();
      assert.deepEqual([now()?.status, now()?.errors], ['saved', []]);
      form.dispose();
      await until(() => ready(connection)?.connection.configured, patiently);
      await until(() => facts.some(({ kind, origin }) => kind === 'configured' && origin === 'here'), patiently);
      const again = connection.configure('settings');
      const values = await until(() => {
        const snapshot = again.getSnapshot();
        return snapshot.status === 'editing' ? snapshot.values : undefined;
      }, patiently);
      assert.deepEqual([values['name'], values['extra']], ['free', undefined]);
      again.dispose();
    });

    it('proves typed-in credentials, and starts the Activation by itself', async () => {
      const connection = hub.connection('keyed');
      assert.equal(connection.plan('connect').kind, 'connect');
      const refused = await connection
        .saveCredential('notes', { method: 'api_key', values: { apiKey: 'bad' }, action: 'connect' })
        .catch((cause: unknown) => IntegrationError.from(cause));
      assert.equal(refused instanceof IntegrationError && refused.code, 'credentials_refused');
      await connection.saveCredential('notes', { method: 'api_key', values: { apiKey: 'good' }, action: 'connect' });
      await until(() => ready(connection)?.connection.authenticated, patiently);
      await until(() => facts.some(({ kind, origin }) => kind === 'connected' && origin === 'here'), patiently);
    });

    it('registers a sign-in that another tab sees, and cancels it', async () => {
      const connection = hub.connection('keyed');
      connection.signIn('notes', { action: 'connect' });
      assert.equal(ready(connection)?.signIn.status, 'open');
      await until(() => ready(other.connection('keyed'))?.signIn.status === 'elsewhere', patiently);
      await until(() => ready(connection)?.connection.authorization, patiently);
      assert.equal(ready(connection)?.signIn.status, 'open');
      connection.reopenSignIn();
      await until(() => ready(connection)?.connection.authorization?.status === 'registered', patiently);
      connection.cancelSignIn();
      await until(() => ready(connection)?.connection.authorization === undefined, patiently);
      await until(() => ready(other.connection('keyed'))?.signIn.status === 'none', patiently);
      assert.equal(ready(connection)?.error, undefined);
    });

    it('shows the history, newest first, and a run with its log, as they grow', async () => {
      const connection = hub.connection('plain');
      const history = connection.history();
      const entries = () => {
        const snapshot = history.getSnapshot();
        return snapshot.status === 'ready' ? snapshot.entries : undefined;
      };
      await until(entries, patiently);
      await connection.run('work');
      const entry = await until(
        () => entries()?.find(({ outcome, run }) => run !== undefined && outcome === 'succeeded'),
        patiently,
      );
      const details = history.run(entry.run ?? '');
      await until(() => {
        const snapshot = details.getSnapshot();
        return snapshot.status === 'ready' && snapshot.run.status === 'succeeded';
      }, patiently);
      details.dispose();
      history.dispose();
    });
  });
});

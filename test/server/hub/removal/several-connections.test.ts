import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { lockConnections } from '../../../../src/server/hub/connections/connection.rows.js';
import { defineFlow, defineWidget, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { removeConnection } from '../../../../src/server/hub/removal/remove-connection.js';
import type { Session } from '../../../../src/server/platform/access.js';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import {
  alice,
  bindWindow,
  bob,
  consent,
  readConnection,
  type SignInStage,
  signInFully,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const base = '/v1/widgets/many/connections';

eachDatabase((databases) => {
  let stage: SignInStage;
  let refuses = false;

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place());
  });
  after(() => stage.stop());

  /** Each test is a tenant of its own. */
  let tenants = 0;
  beforeEach(async () => {
    tenants += 1;
    refuses = false;
    // Accounts are shared across tenants: what a test leaves would keep the next one's grants alive.
    await stage.hub.services.database.queries.deleteFrom('connections').execute();
    stage = { ...stage, token: await stage.hub.token({ tenant: `tenant-${tenants}` }) };
  });

  const call = (method: string, path: string, body?: unknown, token = stage.token) =>
    stage.hub.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  const add = async (connection: string, label?: string, token = stage.token) => {
    const { status, body } = await call('PUT', `${base}/${connection}`, label === undefined ? {} : { label }, token);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const connect = async (connection: string, person = alice, widget = 'many') => {
    const { outcome } = await signInFully(stage, { widget, connection }, person);
    assert.equal(outcome.screen.state, 'connected', JSON.stringify(outcome));
    await until(async () => (await readConnection(stage, widget, connection)).active);
  };
  const keys = async (token = stage.token): Promise<string[]> => {
    const { body } = await call('GET', '/v1/hub', undefined, token);
    const widget = body.widgets.find(({ key }: { key: string }) => key === 'many');
    return widget.connections.map(({ key }: { key: string }) => key);
  };
  const idOf = async (connection: string, widget = 'many') => {
    const { id } = await stage.hub.services.database.queries
      .selectFrom('connections')
      .select('id')
      .where('tenant', '=', `tenant-${tenants}`)
      .where('widget', '=', widget)
      .where('key', '=', connection)
      .executeTakeFirstOrThrow();
    return id;
  };
  const emailAt = async (id: string) => {
    const answer = await stage.hub.services.credentials.fetchFor({ connection: id, dependency: 'drive' })(
      stage.provider.endpoints.userinfo,
    );
    return ((await answer.json()) as { email: string }).email;
  };
  /** On PostgreSQL the tenant's connections are held until both sign-ins wait for them; the embedded database has one session. */
  const keptAtOnce = async <T>(comeBack: () => Promise<T>): Promise<T> => {
    if (databases.kind === 'embedded') return comeBack();
    const { queries } = stage.hub.services.database;
    let back: Promise<T> | undefined;
    await queries.transaction().execute(async (transaction) => {
      await lockConnections(transaction, { environment: 'LIVE', tenant: `tenant-${tenants}`, widget: 'many' });
      back = comeBack();
      await until(async () => {
        const { rows } = await sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(queries);
        return rows.length === 2;
      });
    });
    return back as Promise<T>;
  };
  const revocations = () => stage.provider.log.filter(({ event }) => event === 'revoke').length;

  describe('a connection that is added', () => {
    it('is there at once, unauthenticated, and once for two requests', async () => {
      const made = await add('c-one', ' Acme  HQ ');
      assert.deepEqual([made.key, made.label, made.active, made.credentials[0].status], ['c-one', 'Acme  HQ', false, 'missing']);
      const again = await call('PUT', `${base}/c-one`, {});
      assert.deepEqual([again.status, again.body.label, again.body.revision], [200, 'Acme  HQ', made.revision]);
      assert.deepEqual(await keys(), ['c-one']);
    });

    it('is named, named anew and unnamed', async () => {
      const made = await add('c-one');
      assert.equal(made.label, undefined);
      const named = await call('PUT', `${base}/c-one`, { label: 'One\u202e\u0007' });
      assert.equal(named.body.label, 'One');
      assert.ok(named.body.revision > made.revision);
      assert.equal((await call('PUT', `${base}/c-one`, { label: '👩‍💻 Two' })).body.label, '👩‍💻 Two');
      assert.equal((await call('PUT', `${base}/c-one`, { label: '' })).body.label, undefined);
      const long = await call('PUT', `${base}/c-one`, { label: 'x'.repeat(81) });
      assert.deepEqual(
        [long.status, long.body.code, long.body.errors],
        [422, 'validation_failed', [{ pointer: '#/label', code: 'too_long' }]],
      );
    });

    it('is not made by a page that names one which somebody has removed', async () => {
      await add('c-one');
      assert.equal((await call('PUT', `${base}/c-one`, { label: 'One', existing: true })).body.label, 'One');
      await call('DELETE', `${base}/c-one`);
      const { status, body } = await call('PUT', `${base}/c-one`, { label: 'Mine', existing: true });
      assert.deepEqual([status, body.code], [404, 'not_found']);
      const { queries } = stage.hub.services.database;
      assert.deepEqual(await queries.selectFrom('connections').select('key').execute(), []);
      assert.deepEqual(await keys(), ['default']);
      const first = await call('PUT', `${base}/default`, { label: 'First', existing: true });
      assert.deepEqual([first.status, first.body.label], [201, 'First']);
    });

    it('needs a widget that may have several', async () => {
      const { status, body } = await call('PUT', '/v1/widgets/files/connections/c-one', {});
      assert.deepEqual([status, body.code], [409, 'single_connection']);
      assert.equal((await call('PUT', '/v1/widgets/none/connections/c-one', {})).body.code, 'widget_not_found');
      assert.equal((await call('PUT', `${base}/NO-SLUG`, {})).status, 404);
    });

    it('is refused to a session that may only look', async () => {
      const token = await stage.hub.token({ tenant: `tenant-${tenants}`, access: 'view' });
      assert.equal((await call('PUT', `${base}/c-one`, {}, token)).body.code, 'not_permitted');
      assert.equal((await call('DELETE', `${base}/c-one`, undefined, token)).body.code, 'not_permitted');
    });

    it('is one of fifty at most, also when many are added at once', async () => {
      const answers = await Promise.all(Array.from({ length: 53 }, (_, index) => call('PUT', `${base}/c-${index}`, {})));
      assert.equal(answers.filter(({ status }) => status === 201).length, 50);
      const refused = answers.filter(({ status }) => status !== 201);
      assert.deepEqual(new Set(refused.map(({ status, body }) => `${status} ${body.code}`)), new Set(['409 connection_limit']));
      const [known] = await keys();
      assert.equal((await call('PUT', `${base}/${known}`, { label: 'Still named' })).status, 200);
    });

    it('of another tenant is another one, whatever its key', async () => {
      await add('c-one', 'Mine');
      const other = await stage.hub.token({ tenant: `other-${tenants}` });
      assert.deepEqual(await keys(other), ['default']);
      assert.equal((await call('DELETE', `${base}/c-one`, undefined, other)).status, 404);
      await add('c-one', 'Theirs', other);
      assert.equal((await call('DELETE', `${base}/c-one`, undefined, other)).status, 204);
      assert.equal((await readConnection(stage, 'many', 'c-one')).label, 'Mine');
    });
  });

  describe('a widget that may have several', () => {
    it('shows a first one that nobody has made, and its Activation makes it', async () => {
      assert.deepEqual(await keys(), ['default']);
      await connect('default');
      assert.deepEqual(await keys(), ['default']);
      await add('c-two');
      assert.deepEqual(await keys(), ['default', 'c-two']);
    });

    it('shows no first one beside those that were added', async () => {
      await add('c-one');
      assert.deepEqual(await keys(), ['c-one']);
      assert.equal((await call('GET', `${base}/default`)).status, 404);
    });

    it('keeps two accounts of one service apart', async () => {
      await add('c-one');
      await add('c-two');
      await connect('c-one', alice);
      await connect('c-two', bob);
      const [one, two] = [await readConnection(stage, 'many', 'c-one'), await readConnection(stage, 'many', 'c-two')];
      assert.deepEqual([one.credentials[0].account, two.credentials[0].account], [alice.email, bob.email]);
      assert.deepEqual([await emailAt(await idOf('c-one')), await emailAt(await idOf('c-two'))], [alice.email, bob.email]);
    });

    it('notices the same account twice, and leaves the first one alive', async () => {
      await add('c-one');
      await add('c-two');
      await connect('c-one', alice);
      const before = revocations();
      const { outcome } = await signInFully(stage, { widget: 'many', connection: 'c-two' }, alice);
      assert.equal(outcome.screen.title, 'This account is connected already');
      assert.equal((await readConnection(stage, 'many', 'c-two')).credentials[0].status, 'missing');
      assert.equal(revocations(), before);
      assert.equal(await emailAt(await idOf('c-one')), alice.email);
    });

    it('lets one of two windows win that come back with the same account at the same time', async () => {
      await add('c-one');
      await add('c-two');
      const consents = await Promise.all(
        ['c-one', 'c-two'].map((connection) => consent(stage, { widget: 'many', connection }, bob)),
      );
      const outcomes = await keptAtOnce(() =>
        Promise.all(
          consents.map(async ({ browser, callbackUrl, reference }) => {
            await browser.callback(callbackUrl);
            return browser.outcome(reference);
          }),
        ),
      );
      assert.deepEqual(outcomes.map(({ screen }) => screen.state).sort(), ['broken', 'connected']);
      const accounts = await Promise.all(
        ['c-one', 'c-two'].map(async (key) => (await readConnection(stage, 'many', key)).credentials[0].account),
      );
      assert.equal(accounts.filter((account) => account === bob.email).length, 1);
    });
  });

  describe('a connection that is removed', () => {
    it('runs its Deactivation, is withdrawn at its service, and is gone', async () => {
      await add('c-one');
      await add('c-two');
      await connect('c-one', alice);
      await connect('c-two', bob);
      const before = revocations();
      const { status, body } = await call('DELETE', `${base}/c-two`);
      assert.deepEqual([status, body.action, body.connection], [202, 'disconnect', 'c-two']);
      await until(async () => (await call('GET', `${base}/c-two`)).status === 404);
      await until(() => revocations() === before + 1);
      assert.equal(stage.provider.log.findLast(({ event }) => event === 'revoke')?.account, bob.email);
      assert.deepEqual(await keys(), ['c-one']);
      assert.equal(await emailAt(await idOf('c-one')), alice.email);
    });

    it('leaves a sibling of the same account alive', async () => {
      await connect('default', alice, 'files');
      await add('c-one');
      await connect('c-one', alice);
      const before = revocations();
      assert.equal((await call('DELETE', `${base}/c-one`)).status, 202);
      await until(async () => (await call('GET', `${base}/c-one`)).status === 404);
      assert.equal(revocations(), before);
      assert.equal(await emailAt(await idOf('default', 'files')), alice.email);
    });

    it('goes at once where it was never active, with the sign-in that is under way', async () => {
      await add('c-one');
      const { reference } = await bindWindow(stage, { widget: 'many', connection: 'c-one' });
      assert.equal((await call('DELETE', `${base}/c-one`)).status, 204);
      assert.equal((await call('GET', `/v1/authorizations/${reference}`)).status, 404);
      assert.equal((await call('DELETE', `${base}/c-one`)).status, 404);
    });

    it('shows its history to nobody, nor to one that is added later under the same key', async () => {
      await add('c-one');
      await connect('c-one');
      assert.ok((await call('GET', `${base}/c-one/history`)).body.total > 0);
      await call('DELETE', `${base}/c-one`);
      await until(async () => (await call('GET', `${base}/c-one`)).status === 404);
      assert.equal((await call('GET', `${base}/c-one/history`)).status, 404);
      await add('c-one');
      assert.equal((await call('GET', `${base}/c-one/history`)).body.total, 0);
    });

    it('goes with the Deactivation that runs already', async () => {
      await add('c-one');
      await connect('c-one');
      const [started, removed] = await Promise.all([
        call('POST', `${base}/c-one/actions/disconnect/runs`, {}),
        call('DELETE', `${base}/c-one`),
      ]);
      assert.deepEqual([started.status === 201 || started.status === 200, [202, 204].includes(removed.status)], [true, true]);
      await until(async () => (await call('GET', `${base}/c-one`)).status === 404);
    });

    it('is older than one that is added later under the same key, for every page', async () => {
      const before = await add('c-one');
      await call('PUT', `${base}/c-one`, { label: 'Changed' });
      await call('DELETE', `${base}/c-one`);
      assert.ok((await add('c-one')).revision > before.revision + 1);
    });

    it('belongs to a widget that may have several', async () => {
      await connect('default', alice, 'files');
      assert.equal((await call('DELETE', '/v1/widgets/files/connections/default')).body.code, 'single_connection');
      assert.equal((await readConnection(stage)).active, true);
    });
  });

  describe('beside flows that take their time', () => {
    let strict: SignInStage;
    let farewells = 0;
    /** What the flows wait for. */
    let arriving: Promise<void> | undefined;
    let leaving: Promise<void> | undefined;
    before(async () => {
      const arrive = defineFlow({
        key: 'arrive',
        name: 'Arrive',
        version: '1',
        async run() {
          await arriving;
          return undefined;
        },
      });
      const farewell = defineFlow({
        key: 'farewell',
        name: 'Farewell',
        version: '1',
        async run() {
          farewells += 1;
          await leaving;
          if (refuses) throw new FlowError('Not on a Sunday');
          return undefined;
        },
      });
      // One flow runner a process: this server takes the place of the other.
      await stage.stop();
      strict = await startSignInStage(await databases.place(), {
        server: {
          flows: [arrive, farewell],
          widgets: [
            defineWidget({
              key: 'many',
              name: 'Many',
              multiConnection: true,
              actions: [
                { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'arrive' },
                { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth', flow: 'farewell' },
              ],
            }),
          ],
        },
      });
      stage = strict;
    });
    beforeEach(async () => {
      stage = { ...strict, token: await strict.hub.token({ tenant: `tenant-${tenants}` }) };
      farewells = 0;
      arriving = undefined;
      leaving = undefined;
    });
    let release = (): void => undefined;
    // A test that fails leaves nothing waiting.
    afterEach(() => release());
    const hold = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const begin = async (action: string) => {
      const { body } = await call('POST', `${base}/c-one/actions/${action}/runs`, {});
      await until(async () => (await call('GET', `/v1/runs/${body.id}`)).body.status === 'running');
      return body.id as string;
    };
    const activate = async () => {
      await add('c-one');
      await call('POST', `${base}/c-one/actions/connect/runs`, {});
      await until(async () => (await readConnection(stage, 'many', 'c-one')).active);
    };

    it('is not erased while it becomes active, but goes after its Deactivation', async () => {
      await add('c-one');
      arriving = hold();
      const id = await begin('connect');
      const removal = call('DELETE', `${base}/c-one`);
      await until(async () => (await call('GET', `/v1/runs/${id}`)).body.cancelling === true);
      release();
      const first = await removal;
      await until(async () => (await call('GET', `/v1/runs/${id}`)).body.status !== 'running');
      // On a slow machine the removal has given up before the Activation was over.
      const { status, body } = first.body.code === 'busy' ? await call('DELETE', `${base}/c-one`) : first;
      assert.deepEqual([status, body.action], [202, 'disconnect']);
      await until(async () => (await call('GET', `${base}/c-one`)).status === 404);
      assert.equal(farewells, 1);
    });

    it('is busy while its Activation does not stop, and goes anyway', async () => {
      await add('c-one');
      arriving = hold();
      await begin('connect');
      const { status, body } = await call('DELETE', `${base}/c-one`);
      assert.deepEqual([status, body.code], [409, 'busy']);
      assert.deepEqual(await keys(), ['c-one']);
      assert.equal((await call('DELETE', `${base}/c-one?anyway=true`)).status, 204);
      release();
      assert.deepEqual(await keys(), ['default']);
    });

    it('is not erased where the Deactivation that ran has failed meanwhile', async () => {
      await activate();
      leaving = hold();
      refuses = true;
      const id = await begin('disconnect');
      const { services } = stage.hub;
      const database: Database = {
        ...services.database,
        async transaction(work) {
          release();
          await until(async () => (await call('GET', `/v1/runs/${id}`)).body.status === 'failed');
          refuses = false;
          return services.database.transaction(work);
        },
      };
      const session: Session = {
        environment: 'LIVE',
        tenant: `tenant-${tenants}`,
        tenantName: undefined,
        subject: 'u1',
        person: undefined,
        widgets: undefined,
        access: 'use',
        preview: false,
        expiresAt: new Date(Date.now() + 60_000),
      };
      const run = await removeConnection({ ...services, database }, session, { widget: 'many', connection: 'c-one' }, false);
      assert.notEqual(run?.id, id);
      assert.equal(run?.action, 'disconnect');
      await until(async () => (await call('GET', `${base}/c-one`)).status === 404);
      assert.equal(farewells, 2);
    });

    it('stays active where its Deactivation fails, until it is removed anyway', async () => {
      await activate();
      refuses = true;
      const { body: run } = await call('DELETE', `${base}/c-one`);
      await until(async () => (await call('GET', `/v1/runs/${run.id}`)).body.status === 'failed');
      const kept = await readConnection(stage, 'many', 'c-one');
      assert.deepEqual([kept.active, kept.lastRun.error.message], [true, 'Not on a Sunday']);
      assert.equal((await call('DELETE', `${base}/c-one?anyway=true`)).status, 204);
      assert.deepEqual(await keys(), ['default']);
    });
  });
});

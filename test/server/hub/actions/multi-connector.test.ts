import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ActionDefinition } from '../../../../src/contract/action.js';
import { defineConnector, defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import { bob, type SignInStage, signInFully, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const keyed = defineConnector({
  key: 'keyed',
  name: 'Keyed',
  methods: [{ method: 'api_key' }],
  origins: ['https://keyed.example'],
});

/** Fails where its payload says so. */
const both = defineFlow({
  key: 'both',
  name: 'Both',
  version: '1',
  async run(context) {
    if (context.input === 'fail') throw new Error('It went wrong');
    return { userMessage: 'Both are used' };
  },
});

const disconnect = { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' } as const;
const multi = (over: Partial<ActionDefinition> = {}): ActionDefinition => ({
  key: 'both',
  name: 'Use both',
  type: 'multi_connector',
  visibility: 'pre_auth',
  flow: 'both',
  ...over,
});

const widgetOf = (key: string, actions: readonly ActionDefinition[]) =>
  defineWidget({
    key,
    name: key,
    history: true,
    dependencies: [
      { key: 'keyed', connector: 'keyed', primary: true },
      { key: 'drive', connector: 'drive', primary: false },
    ],
    actions: [...actions, disconnect],
  });

const { flow: _flow, ...withoutFlow } = multi();
const widgets = [
  widgetOf('plain', [multi()]),
  widgetOf('always', [multi({ visibility: 'always' })]),
  widgetOf('without-flow', [withoutFlow]),
  widgetOf('failing', [multi({ payload: 'fail' })]),
  widgetOf('beside', [multi(), { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }]),
  widgetOf('with-children', [multi({ children: ['plain'] })]),
];

eachDatabase((databases) => {
  let stage: SignInStage;
  let tenants = 0;

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place(), { connectors: [keyed], server: { widgets, flows: [both] } });
  });
  after(() => stage.stop());
  beforeEach(async () => {
    tenants += 1;
    stage = { ...stage, token: await stage.hub.token({ tenant: `tenant-${tenants}` }) };
  });

  const call = (method: string, path: string, body?: unknown) => stage.hub.call(method, path, { token: stage.token, body });
  const path = (widget: string) => `/v1/widgets/${widget}/connections/default`;
  const typeKey = (widget: string, action: string | undefined = 'both') =>
    call('PUT', `${path(widget)}/credentials/keyed`, { method: 'api_key', values: { apiKey: 'k' }, action });
  const signInTo = (widget: string, action: string | undefined = 'both', who = {}) =>
    signInFully(stage, { widget, dependency: 'drive', action }, who);
  const connection = async (widget: string) => (await call('GET', path(widget))).body;
  const lastRun = async (widget: string) => (await connection(widget)).lastRun;
  const entries = async (widget: string): Promise<{ kind: string; action?: string; message?: string }[]> =>
    (await call('GET', `${path(widget)}/history`)).body.entries;
  const ran = (widget: string, times: number) =>
    until(async () => (await entries(widget)).filter(({ message }) => message === 'Both are used').length === times);
  const kill = (dependency: string) =>
    stage.hub.services.database.queries
      .updateTable('credentials')
      .set({ status: 'expired' })
      .where('dependency', '=', dependency)
      .where('connection', 'in', (from) => from.selectFrom('connections').select('id').where('tenant', '=', `tenant-${tenants}`))
      .execute();
  const connected = async (widget: string): Promise<void> => {
    assert.equal((await typeKey(widget)).status, 200);
    assert.equal((await signInTo(widget)).outcome.screen.state, 'connected');
    await until(async () => (await connection(widget)).active);
  };

  describe('a Multi Connector without children', () => {
    it('signs in to its dependencies one by one, then runs its flow by itself, which connects', async () => {
      assert.equal((await typeKey('plain')).status, 200);
      const half = await connection('plain');
      assert.deepEqual([half.active, half.activeRuns, half.lastRun], [false, [], undefined]);
      await signInTo('plain');
      await ran('plain', 1);
      const { active, authenticated, connectedBy, lastRun: run } = await connection('plain');
      assert.deepEqual([active, authenticated, run.status, run.action], [true, true, 'succeeded', 'both']);
      assert.equal(connectedBy, run.startedBy);
      const [newest] = await entries('plain');
      assert.deepEqual([newest?.kind, newest?.action], ['connected', 'Use both']);
    });

    it('signs in in any order', async () => {
      await signInTo('plain');
      assert.equal((await connection('plain')).active, false);
      assert.equal((await typeKey('plain')).status, 200);
      await ran('plain', 1);
    });

    it('connects without a flow', async () => {
      await connected('without-flow');
      assert.equal((await connection('without-flow')).authenticated, true);
    });

    it('is started only where everything is signed in, and as often as it is pressed', async () => {
      const start = () => call('POST', `${path('always')}/actions/both/runs`, {});
      assert.deepEqual([(await start()).status, (await start()).body.code], [409, 'not_authenticated']);
      await connected('always');
      await ran('always', 1);
      const before = await connection('always');
      assert.equal((await start()).status, 201);
      await ran('always', 2);
      const after = await connection('always');
      assert.deepEqual([after.connectedAt, after.connectedBy], [before.connectedAt, before.connectedBy]);
      assert.deepEqual((await entries('always')).filter(({ kind }) => kind === 'connected').length, 1);
    });

    it('stays inactive where its flow fails, keeps the sign-ins, and is tried again without them', async () => {
      await typeKey('failing');
      await signInTo('failing');
      await until(async () => (await lastRun('failing'))?.status === 'failed');
      const { active, credentials } = await connection('failing');
      assert.deepEqual([active, credentials.map(({ status }: { status: string }) => status)], [false, ['valid', 'valid']]);
      assert.equal((await call('POST', `${path('failing')}/actions/both/runs`, {})).status, 201);
    });

    it('leaves it to the Activation to connect, where there is one', async () => {
      await typeKey('beside');
      await signInTo('beside');
      await ran('beside', 1);
      assert.equal((await connection('beside')).active, false);
      assert.equal((await call('POST', `${path('beside')}/actions/connect/runs`, {})).status, 201);
      await until(async () => (await connection('beside')).active);
    });

    it('is renewed by Reconnect without its flow, in place', async () => {
      await connected('plain');
      await ran('plain', 1);
      await kill('drive');
      assert.equal((await connection('plain')).expired, true);
      await signInFully(stage, { widget: 'plain', dependency: 'drive', action: undefined });
      const { expired, authenticated, activeRuns } = await connection('plain');
      assert.deepEqual([expired, authenticated, activeRuns], [false, true, []]);
      const kinds = (await entries('plain')).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['reconnected', 'connected']);
    });

    it('runs by itself after a press while it was expired, although it is not offered any more by then', async () => {
      await connected('plain');
      await ran('plain', 1);
      await kill('keyed');
      await kill('drive');
      assert.equal((await typeKey('plain')).status, 200);
      assert.equal((await connection('plain')).expired, true);
      await signInTo('plain');
      await ran('plain', 2);
      assert.equal((await connection('plain')).authenticated, true);
    });

    it('asks before another account takes the place of the one before', async () => {
      await connected('plain');
      await kill('drive');
      const { reference } = await signInTo('plain', 'both', bob);
      const { body } = await call('GET', `/v1/authorizations/${reference}`);
      assert.deepEqual(body.question, { was: 'alice@example.com', now: 'bob@example.com' });
      assert.equal((await call('POST', `/v1/authorizations/${reference}/answer`, { replace: true })).status, 200);
      await ran('plain', 2);
    });

    it('is disconnected like any other', async () => {
      await connected('plain');
      assert.equal((await call('POST', `${path('plain')}/actions/disconnect/runs`, {})).status, 201);
      await until(async () => (await connection('plain')).active === false);
      const { credentials } = await connection('plain');
      assert.deepEqual(
        credentials.map(({ status }: { status: string }) => status),
        ['missing', 'missing'],
      );
    });
  });

  it('nobody signs in for one with children, nor for what signs nobody in', async () => {
    for (const [widget, action] of [
      ['with-children', 'both'],
      ['plain', 'disconnect'],
    ] as const) {
      const { status, body } = await typeKey(widget, action);
      assert.deepEqual(
        [status, body.errors],
        [422, [{ pointer: '#/action', code: 'invalid', detail: 'Neither an Activation nor a Multi Connector without children' }]],
      );
    }
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Field } from '../../../../src/contract/form.js';
import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import {
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
} from '../../../../src/server/hub/definitions/define.js';
import { storeWidgetsFromCode } from '../../../../src/server/hub/widgets/store-code.js';
import { type DatabasePlace, eachDatabase, onPostgresql } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const settings = (version: string, ...fields: Field[]) =>
  defineConfigurationFlow({
    key: 'settings',
    name: 'Settings',
    version,
    ...(fields.some(({ dynamic }) => dynamic) ? { options: { place: async () => ({ options: [] }) } } : {}),
    steps: [{ key: 'all', title: 'All', fields }],
  });

const name: Field = { key: 'name', type: 'text', label: 'Name', required: true };

const widget = (more: Partial<WidgetDefinition> = {}) =>
  defineWidget({
    key: 'sync',
    name: 'Sync',
    configurations: [{ flow: 'settings' }],
    actions: [
      { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
      { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    ],
    ...more,
  });

const code = (widgets: WidgetDefinition[], form = settings('1', name)) => ({
  connectors: [],
  flows: [],
  widgets,
  configurationFlows: [form],
});

eachDatabase((databases) => {
  describe('a form that somebody has open while another version is deployed', () => {
    let place: DatabasePlace;
    let hub: TestServer;
    let token: string;
    const start = async (now: ReturnType<typeof code>) => {
      hub = await startTestServer(place, { ...now, deployOnStart: ['LIVE'] });
      token = await hub.token();
    };
    const restart = async (now: ReturnType<typeof code>) => {
      await hub.stop();
      await start(now);
    };
    const base = '/v1/widgets/sync/connections/default/configurations/settings';
    const open = async (): Promise<string> => (await hub.call('GET', base, { token })).body.form;
    const save = (form: string, values: object) => hub.call('PUT', base, { token, body: { values, form } });
    before(async () => {
      place = await databases.place();
      await start(code([widget()]));
    });
    after(() => hub.stop());

    it('is saved, though its button is gone from the card, and though it is linked no more', async () => {
      const form = await open();
      const [, connect] = widget().actions;
      assert.ok(connect);
      await restart(code([widget({ actions: [connect] })]));
      assert.equal((await save(form, { name: 'without a button' })).status, 200);
      assert.equal((await hub.call('PUT', base, { token, body: { values: { name: 'x' } } })).body.code, 'action_not_available');
      await restart(code([widget({ configurations: [], actions: [connect] })]));
      assert.equal((await save(form, { name: 'without a link' })).status, 200);
      assert.equal((await save('of nobody', { name: 'x' })).body.code, 'form_changed');
      assert.equal((await hub.call('GET', base, { token })).status, 404);
      await restart(code([widget()]));
      assert.deepEqual((await hub.call('GET', base, { token })).body.values, { name: 'without a link' });
    });

    it('seals what has become a password meanwhile', async () => {
      const rows: Field = { key: 'rows', type: 'group', label: 'Rows', fields: [name, { ...name, key: 'other' }] };
      await restart(code([widget()], settings('1', name, rows)));
      const form = await open();
      const password: Field = { ...name, type: 'password' };
      await restart(code([widget()], settings('2', password, { ...rows, fields: [password, { ...name, key: 'other' }] })));
      const typed = { name: 'typed-and-secret', rows: [{ name: 'typed-and-secret', other: 'shown' }] };
      const { status, body } = await save(form, typed);
      assert.equal(body.values.rows[0].other, 'shown');
      assert.deepEqual([status, JSON.stringify(body).includes('typed-and-secret')], [200, false]);
      const stored = await hub.services.database.queries.selectFrom('configurations').selectAll().execute();
      assert.ok(!JSON.stringify(stored).includes('typed-and-secret'));
    });

    it('asks for the options of its own fields, or is told that it has changed', async () => {
      const place = { key: 'place', type: 'select', label: 'Place', dynamic: true } as const;
      await restart(code([widget()], settings('3', place)));
      const form = await open();
      await restart(code([widget()], settings('4', name)));
      const options = (asked?: string) =>
        hub.call('POST', `${base}/options`, { token, body: { field: 'place', ...(asked === undefined ? {} : { form: asked }) } });
      assert.equal((await options(form)).body.code, 'form_changed');
      assert.equal((await options()).body.errors[0].code, 'not_an_option');
    });
  });
});

const keyed = (key: string) =>
  defineConnector({
    key,
    name: key,
    methods: [{ method: 'api_key' }],
    apply: { in: 'header', name: 'x-key' },
    origins: ['https://keyed.example'],
  });

eachDatabase((databases) => {
  it('a run that is under way keeps the services of the version that it began with', async () => {
    const place = await databases.place();
    const gates = new Map<string, () => void>();
    const ask = defineFlow({
      key: 'ask',
      name: 'Ask',
      version: '1',
      async run(context) {
        await context.step('Wait', () => new Promise<null>((resolve) => gates.set(context.run, () => resolve(null))));
        const { values } = await context.credential('service');
        return { userMessage: values['apiKey'] === 'key of one' ? 'Has its own key' : 'Has no key of its own' };
      },
    });
    const start = (connector: string) =>
      startTestServer(place, {
        connectors: [keyed('one'), keyed('two')],
        flows: [ask],
        configurationFlows: [],
        deployOnStart: ['LIVE'],
        widgets: [
          defineWidget({
            key: 'sync',
            name: 'Sync',
            dependencies: [{ key: 'service', connector, primary: true }],
            actions: [
              { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
              { key: 'ask', name: 'Ask', type: 'none', visibility: 'always', flow: 'ask' },
            ],
          }),
        ],
      });
    const base = '/v1/widgets/sync/connections/default';
    let hub = await start('one');
    try {
      const token = await hub.token();
      const body = { method: 'api_key', values: { apiKey: 'key of one' } };
      assert.equal((await hub.call('PUT', `${base}/credentials/service`, { token, body })).status, 200);
      const { body: run } = await hub.call('POST', `${base}/actions/ask/runs`, { token, body: {} });
      await until(() => gates.has(run.id));
      await hub.stop();
      gates.clear();
      hub = await start('two');
      await until(() => gates.has(run.id), { timeout: 20_000 });
      gates.get(run.id)?.();
      const ended = await until(async () => {
        const { body: now } = await hub.call('GET', `/v1/runs/${run.id}`, { token });
        return now.finishedAt === undefined ? undefined : now;
      });
      assert.equal(ended.userMessage, 'Has its own key');
    } finally {
      await hub.stop();
    }
  });
});

const notes = defineConnector({
  key: 'notes',
  name: 'Notes',
  methods: [{ method: 'oauth' }],
  origins: ['https://notes.example'],
  oauth: { authorizationUrl: 'https://notes.example/authorize', tokenUrl: 'https://notes.example/token', clientId: 'id' },
});

onPostgresql((databases) => {
  describe('a deployment that rolls over several servers', () => {
    const start = (place: DatabasePlace, now: ReturnType<typeof code>) =>
      startTestServer(place, { ...now, connectors: [notes], deployOnStart: [] });

    it('makes no version of the draft of one code and the forms of another', async () => {
      const place = await databases.place();
      const older = await start(place, code([widget()]));
      const newer = await start(place, code([widget({ name: 'New' })], settings('2', name)));
      const deploy = async (hub: TestServer) =>
        hub.call('POST', '/v1/admin/deployments', {
          token: await hub.adminToken(),
          body: { environment: 'LIVE', widget: 'sync' },
        });
      try {
        const refused = await deploy(older);
        assert.deepEqual([refused.status, refused.body.code], [422, 'not_deployable']);
        assert.match(refused.body.detail, /other code/);
        assert.equal((await deploy(newer)).status, 200);
      } finally {
        await older.stop();
        await newer.stop();
      }
    });

    it('takes no secret away that was set for a widget which the older code does not have', async () => {
      const place = await databases.place();
      const fresh = defineWidget({
        ...widget(),
        key: 'fresh',
        dependencies: [{ key: 'notes', connector: 'notes', primary: true }],
      });
      const newer = await start(place, code([widget(), fresh]));
      const path = '/v1/admin/widgets/fresh/secrets';
      const set = await newer.call('PUT', `${path}/LIVE/notes/clientSecret`, {
        token: await newer.adminToken(),
        body: { value: 'set by an operator' },
      });
      assert.equal(set.status, 200);
      const older = await start(place, code([widget()]));
      await older.stop();
      const again = await start(place, code([widget(), fresh]));
      try {
        const { body } = await again.call('GET', path, { token: await again.adminToken() });
        assert.deepEqual(
          body.secrets.map(({ name: secret }: { name: string }) => secret),
          ['clientSecret'],
        );
      } finally {
        await newer.stop();
        await again.stop();
      }
    });

    it('does not lock a start and a deployment of the same widgets against each other', async () => {
      const place = await databases.place();
      const keys = ['zeta', 'alpha', 'mid', 'beta'];
      const named = (turn: number) => keys.map((key) => defineWidget({ ...widget(), key, name: `${key} ${turn}` }));
      const hub = await start(place, code(named(0)));
      try {
        for (let turn = 1; turn <= 6; turn += 1) {
          const next = await start(place, code(named(turn)));
          const back = await start(place, code(named(0)));
          await back.stop();
          const items = [...keys].sort().map((key) => ({ widget: key }));
          const [answer] = await Promise.all([
            hub.call('POST', '/v1/admin/deployments', { token: await hub.adminToken(), body: { environment: 'LIVE', items } }),
            storeWidgetsFromCode(next.services),
          ]);
          assert.ok(answer.status === 200 || answer.body.code === 'not_deployable', JSON.stringify(answer.body));
          await next.stop();
        }
      } finally {
        await hub.stop();
      }
    });
  });
});

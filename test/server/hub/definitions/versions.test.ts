import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Field } from '../../../../src/contract/form.js';
import { defineConfigurationFlow, defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { type DatabasePlace, eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const gates = new Map<string, () => void>();

const work = (version: string) =>
  defineFlow({
    key: 'work',
    name: 'Work',
    version,
    async run(context) {
      await context.step('Wait', () => new Promise<null>((resolve) => gates.set(context.run, () => resolve(null))));
      return { userMessage: `Done by ${version}` };
    },
  });

const settings = (version: string, ...more: Field[]) =>
  defineConfigurationFlow({
    key: 'settings',
    name: 'Settings',
    version,
    steps: [{ key: 'all', title: 'All', fields: [{ key: 'name', type: 'text', label: 'Name', required: true }, ...more] }],
  });

const widget = (name: string) =>
  defineWidget({
    key: 'sync',
    name,
    configurations: [{ flow: 'settings' }],
    actions: [
      { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
      { key: 'work', name: 'Work', type: 'none', visibility: 'always', flow: 'work' },
      { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
    ],
  });

const folder: Field = { key: 'folder', type: 'text', label: 'Folder', required: true };
const oldCode = { widgets: [widget('Old')], flows: [work('1')], configurationFlows: [settings('1')] };
const newCode = {
  widgets: [widget('New')],
  // A run that has begun with an earlier version ends with it while code has that one still.
  flows: [work('2'), work('1')],
  configurationFlows: [settings('2', folder)],
};

eachDatabase((databases) => {
  describe('a widget that code has changed', () => {
    let place: DatabasePlace;
    let hub: TestServer;
    let token: string;

    const start = async (code: typeof oldCode | typeof newCode, deployOnStart: string[] = []) => {
      hub = await startTestServer(place, { connectors: [], ...code, deployOnStart });
      token = await hub.token({ env: ['LIVE', 'DRAFT', 'STAGING'] });
    };
    before(async () => {
      place = await databases.place();
      await start(oldCode, ['LIVE', 'STAGING']);
    });
    after(() => hub.stop());

    const base = '/v1/widgets/sync/connections/default';
    const call = (method: string, path: string, body?: object, environment = 'LIVE') =>
      hub.call(method, path, { token, body, headers: { 'x-integration-environment': environment } });
    const admin = async (method: string, path: string, body?: object) =>
      (await hub.call(method, path, { token: await hub.adminToken(), body })).body;
    const begin = async (): Promise<string> => {
      const { body } = await call('POST', `${base}/actions/work/runs`, {});
      await until(() => gates.has(body.id));
      return body.id;
    };
    const endOf = async (run: string): Promise<string> => {
      gates.get(run)?.();
      gates.delete(run);
      return until(async () => {
        const { body } = await call('GET', `/v1/runs/${run}`);
        return body.finishedAt === undefined ? undefined : (body.userMessage ?? body.error.code);
      });
    };
    /** What an environment shows: a name, a form's version and fields, and the version of the flow that a run gets. */
    const shown = async (environment: string) => {
      const { body } = await call('GET', '/v1/hub', undefined, environment);
      const form = (await call('GET', `${base}/configurations/settings`, undefined, environment)).body;
      const fields = form.steps.flatMap((step: { fields: Field[] }) => step.fields.map(({ key }) => key));
      const { body: run } = await call('POST', `${base}/actions/work/runs`, {}, environment);
      await until(() => gates.has(run.id));
      gates.get(run.id)?.();
      const ended = await until(async () => {
        const { body: now } = await call('GET', `/v1/runs/${run.id}`, undefined, environment);
        return now.finishedAt === undefined ? undefined : now;
      });
      return [body.widgets[0].name, form.version, fields.join(), ended.userMessage];
    };
    const old = ['Old', '1', 'name', 'Done by 1'];
    const anew = ['New', '2', 'name,folder', 'Done by 2'];

    it('is shown as it was deployed until it is deployed again, with its forms and the identity of its flows', async () => {
      const opened = (await call('GET', `${base}/configurations/settings`)).body;
      const begun = await begin();
      await hub.stop();
      gates.clear();
      await start(newCode);
      await until(() => gates.has(begun), { timeout: 20_000 });
      assert.deepEqual(await shown('DRAFT'), anew);
      for (const environment of ['LIVE', 'STAGING']) assert.deepEqual(await shown(environment), old);

      const { items } = await admin('POST', '/v1/admin/deployments', { environment: 'LIVE', items: [{ widget: 'sync' }] });
      assert.deepEqual(items, [{ widget: 'sync', version: 2, kind: 'deploy', changed: true }]);
      assert.deepEqual(await shown('STAGING'), old);

      assert.equal(await endOf(begun), 'Done by 1', 'a run ends as it began');
      const { form } = opened;
      const saved = await call('PUT', `${base}/configurations/settings`, { values: { name: 'a' }, form });
      assert.deepEqual([saved.status, saved.body.version], [200, '1'], 'a form is checked as it was opened');
      assert.equal((await call('GET', base)).body.attention, 'configuration_incomplete', 'the new one asks for more');
      const refused = await call('PUT', `${base}/configurations/settings`, { values: { name: 'a' } });
      assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '#/values/folder']);
      assert.deepEqual(await shown('LIVE'), anew);
    });

    it('is rolled back, again and again, and promoted', async () => {
      const point = (environment: string, version?: number | 'before') =>
        admin('POST', '/v1/admin/deployments', {
          environment,
          items: [{ widget: 'sync', ...(version === undefined ? {} : { version }) }],
        });
      const back = await point('LIVE', 'before');
      assert.deepEqual(back.items, [{ widget: 'sync', version: 1, kind: 'roll_back', changed: true }]);
      assert.deepEqual(await shown('LIVE'), old);
      assert.equal((await point('LIVE', 'before')).code, 'not_found', 'there is nothing before the first');
      const { items: promoted } = await point('STAGING', 2);
      assert.deepEqual(promoted, [{ widget: 'sync', version: 2, kind: 'promote', changed: true }]);
      assert.deepEqual(await shown('STAGING'), anew);
      assert.equal((await point('LIVE', 3)).code, 'not_found');
      const { items: same } = await point('LIVE', 2);
      assert.deepEqual(
        same,
        [{ widget: 'sync', version: 2, kind: 'roll_back', changed: true }],
        'the same content is the same version',
      );
      const { versions } = await admin('GET', '/v1/admin/widgets/sync/versions');
      assert.deepEqual(
        versions.map(({ version, environments, flows }: Record<string, unknown>) => ({ version, environments, flows })),
        [
          { version: 2, environments: ['LIVE', 'STAGING'], flows: [{ key: 'work', version: '2' }] },
          { version: 1, environments: [], flows: [{ key: 'work', version: '1' }] },
        ],
      );
    });

    it('knows what an environment has shown however long ago that was', async () => {
      const { queries } = hub.services.database;
      const point = async (environment: string, version: number | 'before') => {
        const body = { environment, items: [{ widget: 'sync', version }] };
        return (await admin('POST', '/v1/admin/deployments', body)).items[0];
      };
      for (const environment of ['YEARS', 'AGES']) {
        assert.equal((await point(environment, 1)).kind, 'promote');
        await sql`insert into deployments (environment, widget, kind, version, digest, deployed_at)
          select ${environment}, 'sync', case when n % 2 = 0 then 'undeploy' else 'roll_back' end,
            case when n % 2 = 0 then null else 2 end, '', now() from generate_series(1, 501) n`.execute(queries);
        await sql`update environment_widgets set version = 2 where environment = ${environment}`.execute(queries);
      }
      const back = { widget: 'sync', version: 1, kind: 'roll_back', changed: true };
      assert.deepEqual(await point('YEARS', 'before'), back, 'before all that was hidden and shown again');
      assert.deepEqual(await point('AGES', 1), back, 'shown before, and promoted from nowhere');
      await sql`insert into widget_versions (widget, version, digest, content, created_at)
        select 'sync', n, n::text, 'null', now() from generate_series(1001, 1250) n`.execute(queries);
      const { versions } = await admin('GET', '/v1/admin/widgets/sync/versions');
      await sql`delete from widget_versions where version > 1000`.execute(queries);
      const numbers = versions.map(({ version }: { version: number }) => version);
      assert.deepEqual([numbers.length, ...numbers.slice(199)], [202, 1051, 2, 1], 'the last ones, and what is shown');
    });

    it('that runs a flow which code has no more fails with words for it, and says so when it starts', async () => {
      const begun = await begin();
      await hub.stop();
      gates.clear();
      await start(oldCode);
      const run = await until(
        async () => {
          const { body } = await call('GET', `/v1/runs/${begun}`);
          return body.finishedAt === undefined ? undefined : body;
        },
        { timeout: 20_000 },
      );
      assert.equal(run.error.code, 'flow_changed');
      const { body } = await call('POST', `${base}/actions/work/runs`, {});
      const next = await until(async () => {
        const { body: now } = await call('GET', `/v1/runs/${body.id}`);
        return now.finishedAt === undefined ? undefined : now;
      });
      assert.equal(next.error.code, 'flow_changed');
      const line = hub.log.find(({ message }) => message.includes('code defines no more'));
      assert.deepEqual([line?.level, line?.fields['environment'], line?.fields['widget']], ['warn', 'LIVE', 'sync']);
    });
  });
});

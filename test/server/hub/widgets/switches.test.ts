import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WidgetDefinition } from '../../../../src/contract/widget.js';
import { createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { defineConnector, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { wholeAttributes } from '../../../../src/server/hub/definitions/deployed-widget.js';
import { environmentNames } from '../../../../src/server/hub/widgets/environment.rows.js';
import { type DatabasePlace, eachDatabase, onPostgresql } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

const environments = ['LIVE', 'STAGING', 'DRAFT'];

const notes = defineConnector({
  key: 'notes',
  name: 'Notes',
  methods: [{ method: 'oauth' }],
  origins: ['https://notes.example'],
  oauth: {
    authorizationUrl: 'https://notes.example/authorize',
    tokenUrl: 'https://notes.example/token',
    clientId: 'hub',
    secretParams: ['licence'],
    params: { scope: 'read' },
  },
});

const widgetOf = (more: Partial<WidgetDefinition>, secret = 'first secret', licence = 'first licence'): WidgetDefinition =>
  defineWidget({
    key: 'notes',
    name: 'Notes',
    dependencies: [
      {
        key: 'notes',
        connector: 'notes',
        primary: true,
        attributes: { clientId: 'own', clientSecret: secret, tokenParams: { licence, audience: 'notes' } },
      },
    ],
    actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
    ...more,
  });

eachDatabase((databases) => {
  describe('what acts at once, in every environment, without a version', () => {
    let place: DatabasePlace;
    let hub: TestServer;
    const start = async (widget: WidgetDefinition): Promise<void> => {
      hub = await startTestServer(place, {
        connectors: [notes],
        flows: [],
        configurationFlows: [],
        widgets: [widget],
        deployOnStart: [],
      });
    };
    const restart = async (widget: WidgetDefinition): Promise<void> => {
      await hub.stop();
      await start(widget);
    };
    const admin = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
      hub.call(method, `/v1/admin${path}`, { token: await hub.adminToken(), body, headers });
    before(async () => {
      place = await databases.place();
      await start(widgetOf({}));
      for (const environment of ['LIVE', 'STAGING'])
        assert.equal((await admin('POST', '/deployments', { environment, widget: 'notes' })).status, 200);
    });
    after(() => hub.stop());

    /** In which environments a tenant sees the widget. */
    const seenBy = async (tenant: string): Promise<string> => {
      const token = await hub.token({ tenant, env: environments });
      const seen: string[] = [];
      for (const environment of environments) {
        const { body } = await hub.call('GET', '/v1/hub', { token, headers: { 'x-integration-environment': environment } });
        if (body.widgets.length > 0) seen.push(environment);
      }
      return seen.join();
    };
    const attributesIn = async (environment: string) => {
      const { database, definitions, vault } = hub.services;
      const widget = (await definitions.in(database.queries, environment)).widget('notes');
      return wholeAttributes(vault, widget, 'notes');
    };
    /** Versions of the widget and deployments, which must not become more. */
    const deployed = async () => {
      const { versions } = (await admin('GET', '/widgets/notes/versions')).body;
      const { deployments } = (await admin('GET', '/deployments')).body;
      return [versions.length, deployments.length];
    };
    const everywhere = environments.join();
    const switchTo = async (change: object) => {
      const { headers, body } = await admin('GET', '/widgets/notes/switches');
      return admin('PUT', '/widgets/notes/switches', { ...body, ...change }, { 'if-match': headers.get('etag') ?? '' });
    };

    it('are Disable and the list of tenants', async () => {
      assert.equal(await seenBy('acme'), everywhere);
      assert.equal((await switchTo({ disabled: true })).status, 200);
      assert.equal(await seenBy('acme'), '');
      await switchTo({ disabled: false, tenantsOn: true, tenants: ['globex'] });
      assert.deepEqual([await seenBy('acme'), await seenBy('globex')], ['', everywhere]);
      await switchTo({ tenantsOn: false });
      assert.equal(await seenBy('acme'), everywhere);
      assert.deepEqual((await admin('GET', '/widgets/notes/switches')).body.tenants, ['globex'], 'the list is kept');
      assert.deepEqual(await deployed(), [1, 2]);
    });

    it('are switched by whoever has read them last', async () => {
      const { body, headers } = await admin('GET', '/widgets/notes/switches');
      const path = '/widgets/notes/switches';
      assert.equal((await admin('PUT', path, body)).body.code, 'revision_required');
      const read = { 'if-match': headers.get('etag') ?? '' };
      const off = { ...body, disabled: true };
      assert.equal((await admin('PUT', path, off, read)).status, 200);
      assert.equal((await admin('PUT', path, off, read)).status, 200, 'the answer to the same request got lost');
      const late = await admin('PUT', path, { ...body, tenantsOn: true }, read);
      assert.deepEqual([late.status, late.body.code], [412, 'revision_conflict']);
      assert.equal((await switchTo({ disabled: false })).status, 200);
    });

    it('are those that code changes, with its next start; what was switched elsewhere stays otherwise', async () => {
      await switchTo({ disabled: true });
      await restart(widgetOf({}));
      assert.equal(await seenBy('acme'), '', 'code says what it said');
      await restart(widgetOf({ tenants: ['acme'] }));
      assert.equal(await seenBy('acme'), '', 'code says nothing new of Disable');
      await switchTo({ disabled: false });
      assert.deepEqual([await seenBy('acme'), await seenBy('globex')], [everywhere, '']);
      await restart(widgetOf({ disabled: true }));
      assert.equal(await seenBy('acme'), '');
      await restart(widgetOf({}));
      assert.equal(await seenBy('globex'), everywhere);
      assert.deepEqual(await deployed(), [1, 2]);
    });

    it('are secrets, of code for every environment and of an environment for itself', async () => {
      const whole = (clientSecret: string, licence: string) => ({
        clientId: 'own',
        clientSecret,
        tokenParams: { audience: 'notes', licence },
      });
      for (const environment of environments)
        assert.deepEqual(await attributesIn(environment), whole('first secret', 'first licence'));
      await restart(widgetOf({}, 'second secret', 'second licence'));
      for (const environment of environments)
        assert.deepEqual(await attributesIn(environment), whole('second secret', 'second licence'));
      const own = '/widgets/notes/secrets/LIVE/notes/clientSecret';
      assert.equal((await admin('PUT', own, { value: 'secret of LIVE' })).status, 200);
      assert.deepEqual(await attributesIn('LIVE'), whole('secret of LIVE', 'second licence'));
      assert.deepEqual(await attributesIn('STAGING'), whole('second secret', 'second licence'));
      const { body } = await admin('GET', '/widgets/notes/secrets');
      assert.deepEqual(body.secrets.map(({ environment, name }: Record<string, string>) => `${environment} ${name}`).sort(), [
        '* clientSecret',
        '* tokenParams.licence',
        'LIVE clientSecret',
      ]);
      assert.ok(!/first|second|of LIVE/.test(JSON.stringify(body)), 'never what they are');
      assert.equal((await admin('DELETE', own)).status, 200);
      assert.equal((await admin('DELETE', own)).status, 404);
      assert.deepEqual(await attributesIn('LIVE'), whole('second secret', 'second licence'));
      assert.deepEqual(await deployed(), [1, 2]);
    });

    it('are secrets that a sign-in has, and no others', async () => {
      const refused = async (path: string) => {
        const { status, body } = await admin('PUT', `/widgets/${path}`, { value: 'x' });
        return [status, body.code, body.detail];
      };
      for (const name of ['client_secret', 'tokenUrl', 'params', 'params.licence', 'tokenParams.audience', 'clientSecret.x'])
        assert.deepEqual(await refused(`notes/secrets/LIVE/notes/${name}`), [
          404,
          'not_found',
          `"notes" has no secret "${name}"`,
        ]);
      assert.deepEqual(await refused('notes/secrets/LIVE/else/clientSecret'), [
        404,
        'not_found',
        '"notes" has no dependency "else"',
      ]);
      assert.equal((await refused('nowhere/secrets/LIVE/notes/clientSecret'))[1], 'widget_not_found');
      assert.equal((await admin('PUT', '/widgets/notes/secrets/NEVER/notes/tokenParams.licence', { value: 'x' })).status, 200);
      const { database } = hub.services;
      assert.equal(
        (await environmentNames(database.queries)).includes('NEVER'),
        false,
        'what has shown nothing is not made by it',
      );
    });

    it('read as the author wrote them, secrets as set', async () => {
      const { widgets } = (await admin('GET', '/widgets')).body;
      assert.deepEqual(widgets[0].definition.dependencies[0].attributes, {
        clientId: 'own',
        clientSecret: { $secret: 'set' },
        tokenParams: { audience: 'notes', licence: { $secret: 'set' } },
      });
    });

    it('stand in no definition, of drafts, versions or answers', async () => {
      const { queries } = hub.services.database;
      const rows = [
        ...(await queries.selectFrom('widgets').selectAll().execute()),
        ...(await queries.selectFrom('widget_versions').selectAll().execute()),
        ...(await queries.selectFrom('deployments').selectAll().execute()),
        (await admin('GET', '/widgets')).body,
      ];
      assert.ok(!/(?:first|second) (?:secret|licence)/.test(JSON.stringify(rows)));
      assert.ok(JSON.stringify(rows).includes('audience'), 'what is no secret does');
    });
  });

  it('a parameter of the address that people see is no secret', () => {
    const open = { ...notes, oauth: notes.oauth && { ...notes.oauth, params: { licence: 'x' } } };
    assert.throws(() => createCatalogue({ connectors: [open] }), /params\.licence stands in the address/);
  });

  describe('a key that code and the editor hold both', () => {
    it('is a fault at start that names both, and nothing is overwritten', async () => {
      const place = await databases.place();
      const before = await startTestServer(place, {
        connectors: [],
        flows: [],
        configurationFlows: [],
        widgets: [widgetOf({ dependencies: [] })],
      });
      await before.services.database.queries.updateTable('widgets').set({ source: 'editor' }).execute();
      await before.stop();
      const widgets = [widgetOf({ name: 'Of the code', dependencies: [] })];
      await assert.rejects(startTestServer(place, { connectors: [], flows: [], configurationFlows: [], widgets }), {
        name: 'CatalogueError',
        message: /"notes".*"Of the code".*"Notes"/s,
      });
      const database = await databases.open(place);
      const [row] = await database.queries.selectFrom('widgets').select(['source', 'draft']).execute();
      assert.deepEqual([row?.source, JSON.stringify(row?.draft).includes('Of the code')], ['editor', false]);
    });
  });
});

onPostgresql((databases) => {
  it('a change that another server makes is seen by every server of the database, without a restart', async () => {
    const place = await databases.place();
    const options = { connectors: [], flows: [], configurationFlows: [], widgets: [widgetOf({ dependencies: [] })] };
    const [one, two] = [await startTestServer(place, options), await startTestServer(place, options)];
    try {
      const shows = async (hub: TestServer) =>
        (await hub.call('GET', '/v1/hub', { token: await hub.token() })).body.widgets.length;
      assert.deepEqual([await shows(one), await shows(two)], [1, 1]);
      const undeployed = await one.call('DELETE', '/v1/admin/deployments/LIVE/notes', { token: await one.adminToken() });
      assert.equal(undeployed.status, 200);
      assert.equal(await shows(one), 0);
      const since = performance.now();
      while ((await shows(two)) > 0) assert.ok(performance.now() - since < 4000, 'it is told, before it asks by itself');
    } finally {
      await one.stop();
      await two.stop();
    }
  });
});

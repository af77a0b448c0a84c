import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../../support/databases.js';
import { hostOrigin, startTestServer, type TestServer } from '../../../support/server.js';

const environments = ['LIVE', 'STAGING', 'DRAFT'];

eachDatabase((databases) => {
  describe('a stored widget that cannot be read', () => {
    let hub: TestServer;
    before(async () => {
      hub = await startTestServer(await databases.place(), { deployOnStart: ['LIVE', 'STAGING'] });
    });
    after(() => hub.stop());

    /** The keys that each environment shows, once what was read before is forgotten as after a restart. */
    const shown = async (tenant = 'acme') => {
      const token = await hub.token({ tenant, env: environments });
      const keys: Record<string, string[]> = {};
      for (const environment of environments) {
        const answer = await hub.call('GET', '/v1/hub', { token, headers: { 'x-integration-environment': environment } });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        keys[environment] = answer.body.widgets.map(({ key }: { key: string }) => key);
      }
      return keys;
    };
    /** Changes something behind the server's back, and lets it know that something has changed. */
    const damage = async (change: ReturnType<typeof sql>) => {
      const { queries } = hub.services.database;
      await change.execute(queries);
      await sql`update environments set revision = revision + 1`.execute(queries);
      const { definitions } = hub.services;
      definitions.forget();
      return hub.log.length;
    };
    const complaints = (since: number) =>
      hub.log
        .slice(since)
        .filter(({ message }) => message.startsWith('A stored widget') || message.startsWith('A part of a stored widget'))
        .map(({ level, fields }) => [level, fields['widget'], fields['version']]);
    /** The same content with another one in it, under a digest of its own. */
    const draft = (content: string) =>
      sql`update widgets set draft = ${content}, draft_digest = md5(${content}) where key = 'plain'`;
    const version = (content: string, number: number) => sql`
      with made as (insert into widget_versions (widget, version, digest, content, created_at)
        values ('plain', ${number}, md5(${content}), ${content}, now()) returning version)
      update environment_widgets set version = (select version from made) where widget = 'plain' and environment = 'LIVE'`;
    const everything = {
      LIVE: ['plain', 'keyed', 'matrix'],
      STAGING: ['plain', 'keyed', 'matrix'],
      DRAFT: ['plain', 'keyed', 'matrix'],
    };
    const others = ['keyed', 'matrix'];
    const action = { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' };

    it('as a version is left out of its environment, with a line in the log, and takes nothing else down', async () => {
      assert.deepEqual(await shown(), everything);
      for (const [index, content] of [
        '{"widget":7}',
        '[]',
        'null',
        '"text"',
        '{"widget":{"key":"plain"}}',
        '{"widget":{"key":"another","name":"A","actions":[]},"forms":[],"flows":[]}',
      ].entries()) {
        const since = await damage(version(content, 10 + index));
        assert.deepEqual(await shown(), { ...everything, LIVE: others }, content);
        assert.deepEqual(complaints(since), [['error', 'plain', 10 + index]]);
        await shown();
        assert.equal(complaints(since).length, 1, 'said once');
      }
      const token = await hub.token();
      const connection = await hub.call('GET', '/v1/widgets/plain/connections/default', { token });
      assert.deepEqual([connection.status, connection.body.code], [404, 'widget_not_found']);
      const admin = await hub.adminToken();
      assert.equal((await hub.call('GET', '/v1/admin/widgets/plain/versions', { token: admin })).status, 200);
    });

    it('as a draft is left out of DRAFT alone, and cannot be deployed', async () => {
      const since = await damage(draft('{"key":"plain"}'));
      assert.deepEqual(await shown(), { ...everything, LIVE: others, DRAFT: others });
      assert.deepEqual(complaints(since), [['error', 'plain', 'draft']]);
      const admin = await hub.adminToken();
      const body = { environment: 'LIVE', items: [{ widget: 'plain' }] };
      assert.equal((await hub.call('POST', '/v1/admin/deployments', { token: admin, body })).body.code, 'not_deployable');
      const listed = await hub.call('GET', '/v1/admin/widgets', { token: admin });
      assert.equal(listed.status, 200);
    });

    it('cannot be deployed again as a version', async () => {
      const admin = await hub.adminToken();
      const body = { environment: 'STAGING', items: [{ widget: 'plain', version: 10 }] };
      assert.equal((await hub.call('POST', '/v1/admin/deployments', { token: admin, body })).body.code, 'not_deployable');
    });

    it('keeps what can be read of it: a field, an action, a metric and an image of a newer server are left out', async () => {
      const widget = {
        key: 'plain',
        name: 'From the future',
        hologram: { depth: 3 },
        metrics: [{ key: 'files', title: 'Files', source: 'files', aggregate: 'median', window: 7, format: 'number' }],
        images: [{ url: 'https://cdn.example/a.svg', theme: 'sepia' }],
        actions: [
          action,
          { key: 'fly', name: 'Fly', type: 'teleport', visibility: 'always' },
          { ...action, key: 'later', glow: true },
        ],
      };
      const content = JSON.stringify({ widget, forms: [{ from: 'the future' }], flows: [], hologram: 1 });
      const since = await damage(version(content, 30));
      const token = await hub.token();
      const { body } = await hub.call('GET', '/v1/hub', { token });
      const [plain] = body.widgets;
      assert.deepEqual(
        body.widgets.map(({ key }: { key: string }) => key),
        everything.LIVE,
      );
      assert.deepEqual(
        [plain.name, plain.actions.map(({ key }: { key: string }) => key)],
        ['From the future', ['connect', 'later']],
      );
      assert.deepEqual(complaints(since), [['warn', 'plain', 30]]);
    });

    it('as a list of tenants hides its widget from all that it does not name, and is shown to operators', async () => {
      const admin = await hub.adminToken();
      const read = async (path: string) => {
        const { status, body } = await hub.call('GET', `/v1/admin/${path}`, { token: admin });
        assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
        return body;
      };
      const lists: readonly (readonly [stored: string, known: readonly string[]])[] = [
        ['null', []],
        ['{}', []],
        ['"acme"', []],
        ['[1,{}]', []],
        ['["", "\\u0000", ["acme"]]', []],
        ['[1,null,"zoe"]', ['zoe']],
      ];
      for (const [stored, known] of lists) {
        await damage(sql`update widgets set tenants = ${stored}, tenants_on = true where key = 'keyed'`);
        for (const tenant of ['acme', 'zoe']) {
          const { LIVE = [], DRAFT = [] } = await shown(tenant);
          const isNamed = known.includes(tenant);
          assert.deepEqual([LIVE.includes('keyed'), DRAFT.includes('keyed')], [isNamed, isNamed], `${stored} ${tenant}`);
        }
        assert.deepEqual(await read('widgets/keyed/switches'), { disabled: false, tenantsOn: true, tenants: known });
        const { widgets } = await read('widgets');
        const { definition } = widgets.find((entry: { definition: { key: string } }) => entry.definition.key === 'keyed');
        assert.deepEqual(definition.tenants, known, stored);
      }
      await damage(sql`update widgets set tenants = '{}', tenants_on = false where key = 'keyed'`);
      assert.ok((await shown())['LIVE']?.includes('keyed'), 'a list that is off hides nothing');
      const { headers } = await hub.call('GET', '/v1/admin/widgets/keyed/switches', { token: admin });
      const { status } = await hub.call('PUT', '/v1/admin/widgets/keyed/switches', {
        token: admin,
        headers: { 'if-match': headers.get('etag') ?? '' },
        body: { disabled: false, tenantsOn: false, tenants: ['acme'] },
      });
      assert.equal(status, 200, 'and it is mended by whoever switches it');
    });

    it('is shown to nobody where nothing says to whom', async () => {
      const { queries } = hub.services.database;
      await sql`create table kept as select * from widgets where key = 'matrix'`.execute(queries);
      await damage(sql`delete from widgets where key = 'matrix'`);
      assert.ok(!(await shown())['LIVE']?.includes('matrix'));
      await damage(sql`insert into widgets select * from kept`);
      await sql`drop table kept`.execute(queries);
      assert.ok((await shown())['LIVE']?.includes('matrix'));
    });

    it('as a word of a newer server is passed on to operators as it is', async () => {
      const { queries } = hub.services.database;
      const token = await hub.adminToken();
      await sql`update deployments set kind = 'freeze' where widget = 'keyed' and environment = 'STAGING'`.execute(queries);
      await sql`alter table widgets drop constraint widgets_source_check`.execute(queries);
      await sql`update widgets set source = 'import' where key = 'keyed'`.execute(queries);
      const { status, body } = await hub.call('GET', '/v1/admin/deployments', { token });
      assert.equal(status, 200);
      const frozen = body.deployments.filter(({ kind }: { kind?: string }) => kind === 'freeze');
      assert.deepEqual(
        frozen.map(({ widget, deployed }: Record<string, unknown>) => [widget, deployed]),
        [['keyed', true]],
      );
      const listed = await hub.call('GET', '/v1/admin/widgets', { token });
      assert.equal(listed.status, 200);
      assert.ok(listed.body.widgets.some(({ source }: { source: string }) => source === 'import'));
      await sql`update widgets set source = 'code' where key = 'keyed'`.execute(queries);
    });

    it('as a secret is a problem with a code of its own, and named in the log', async () => {
      const admin = await hub.adminToken();
      const token = await hub.token();
      const register = () =>
        hub.call('POST', '/v1/authorizations', {
          token,
          headers: { origin: hostOrigin },
          body: {
            id: randomBytes(32).toString('base64url'),
            proof: randomBytes(32).toString('base64url'),
            widget: 'keyed',
            connection: 'default',
            dependency: 'notes',
            method: 'oauth',
            action: 'connect',
            window: 'popup',
          },
        });
      const path = '/v1/admin/widgets/keyed/secrets/LIVE/notes/clientSecret';
      assert.equal((await hub.call('PUT', path, { token: admin, body: { value: 'a secret of LIVE' } })).status, 200);
      assert.equal((await register()).status, 201);
      const sealed = await hub.services.vault.seal('a secret of LIVE', 'another place');
      for (const [stored, reason] of [
        ['garbage', 'vault_corrupt'],
        ['', 'vault_corrupt'],
        [sealed, 'vault_context_mismatch'],
      ] as const) {
        const since = await damage(sql`update secrets set sealed = ${stored} where environment = 'LIVE'`);
        const { status, body } = await register();
        assert.deepEqual([status, body.code], [503, 'secret_unreadable'], stored);
        const [line] = hub.log.slice(since).filter(({ fields }) => fields['problem'] === 'secret_unreadable');
        const { message } = (line?.fields['cause'] ?? {}) as Partial<Error>;
        assert.equal(message, `The secret "clientSecret" of "keyed" and its dependency "notes" cannot be opened (${reason})`);
      }
      assert.equal((await hub.call('PUT', path, { token: admin, body: { value: 'another secret' } })).status, 200);
      assert.equal((await register()).status, 201, 'once it is set again');
    });
  });
});

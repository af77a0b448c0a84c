import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orchardDesk } from '../../../../demo/connectors/orchard-desk.js';
import type { Access, AccessKind } from '../../../../demo/providers/desk/access.js';
import { type Desk, startDesk } from '../../../../demo/providers/desk.js';
import type { Field } from '../../../../src/contract/form.js';
import { validateForm } from '../../../../src/contract/rules/validate-form.js';
import { applyTyped, unsendable } from '../../../../src/server/hub/credentials/apply-credential.js';
import { defineConnector, defineWidget, FlowError } from '../../../../src/server/hub/definitions/define.js';
import { enteredValues, plainValues } from '../../../../src/server/hub/definitions/method-fields.js';
import { withoutStrayBlanks } from '../../../../src/server/hub/definitions/stray-blanks.js';
import { onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const alice = 'alice@example.com';

const valuesOf = ({ kind, name, region, secret }: Access): Record<string, string> => {
  switch (kind) {
    case 'api_key':
      return { apiKey: secret };
    case 'bearer_token':
      return { token: secret };
    case 'basic_auth':
      return { username: name, password: secret };
    case 'custom_input':
      return { workspace: name, region: region ?? '', token: secret };
  }
};

onEmbedded((databases) => {
  describe('a service that is signed in to with what was typed', () => {
    let desk: Desk;
    let hub: TestServer;
    let token: string;

    before(async () => {
      desk = await startDesk({ port: 0, verifyAccessToken: async () => undefined });
      const nowhere = `${desk.url}/nowhere`;
      const addresses = {
        authorizationUrl: nowhere,
        tokenUrl: nowhere,
        revocationUrl: nowhere,
        userInfoUrl: nowhere,
        issuer: desk.url,
        clientId: 'hub',
        clientSecret: 'the-secret-of-the-desk-client',
        desk: desk.url,
      };
      hub = await startTestServer(await databases.place(), {
        connectors: [orchardDesk(addresses)],
        flows: [],
        configurationFlows: [],
        widgets: [
          defineWidget({
            key: 'desk',
            name: 'Desk',
            dependencies: [{ key: 'desk', connector: 'orchard-desk', primary: true, allowSwitching: true }],
            actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
          }),
        ],
        allowPrivateHosts: [new URL(desk.url).host],
      });
      token = await hub.token();
    });
    after(async () => {
      await hub.stop();
      await desk.close();
    });

    const base = '/v1/widgets/desk/connections/default';
    const save = (method: string, values: object) =>
      hub.call('PUT', `${base}/credentials/desk`, { token, body: { method, values } });
    const accessOf = (kind: AccessKind): Access => {
      const found = desk.access.find((access) => access.account === alice && access.kind === kind);
      assert.ok(found);
      return found;
    };
    const tickets = async () => {
      const { id } = await hub.services.database.queries.selectFrom('connections').select('id').executeTakeFirstOrThrow();
      return hub.services.credentials.fetchFor({ connection: id, dependency: 'desk' })(`${desk.url}/api/v1/tickets`);
    };

    for (const kind of ['api_key', 'bearer_token', 'basic_auth', 'custom_input'] as const) {
      it(`${kind}: is proved, used, found dead once it was revoked, and replaced`, async () => {
        const saved = await save(kind, valuesOf(accessOf(kind)));
        assert.equal(saved.status, 200, JSON.stringify(saved.body));
        assert.deepEqual(saved.body.credentials, [{ dependency: 'desk', status: 'valid', method: kind, account: alice }]);
        assert.equal((await tickets()).status, 200);
        assert.deepEqual(desk.log.at(-1)?.by, kind);
        await desk.revoke(alice, kind);
        await assert.rejects(tickets(), (error) => error instanceof FlowError && error.code === 'not_authenticated');
        const { body } = await hub.call('GET', '/v1/hub', { token });
        assert.equal(body.widgets[0].connections[0].credentials[0].status, 'expired');
        const [fresh] = await desk.reissue(alice, kind);
        assert.ok(fresh);
        assert.equal((await save(kind, valuesOf(fresh))).status, 200);
        assert.equal((await tickets()).status, 200);
      });
    }

    it('refuses with its own words, at the field that is wrong', async () => {
      const good = valuesOf(accessOf('custom_input'));
      const wrong = async (values: object) => {
        const { status, body } = await save('custom_input', { ...good, ...values });
        return [status, body.said, body.errors?.[0]?.pointer];
      };
      assert.deepEqual(await wrong({ workspace: 'birch' }), [422, 'There is no workspace called birch', '#/values/workspace']);
      assert.deepEqual(await wrong({ region: 'us' }), [
        422,
        'The workspace willow is not in the region United States',
        '#/values/region',
      ]);
      assert.deepEqual(await wrong({ token: accessOf('api_key').secret }), [
        422,
        'This token does not belong to the workspace willow',
        '#/values/token',
      ]);
    });

    it('takes what was pasted without the blanks and line ends around it', async () => {
      const around = ['\n', '\r\n', '\t', '\u200b', '\ufeff'];
      for (const kind of ['api_key', 'bearer_token', 'basic_auth', 'custom_input'] as const) {
        for (const stray of kind === 'api_key' || kind === 'bearer_token' ? [...around, ' ', '\u00a0'] : around) {
          const pasted = Object.entries(valuesOf(accessOf(kind))).map(([key, value]) =>
            key === 'region' ? [key, value] : [key, `${stray}${value}${stray}`],
          );
          const { status, body } = await save(kind, Object.fromEntries(pasted));
          assert.equal(status, 200, `${kind} ${JSON.stringify(stray)} ${JSON.stringify(body)}`);
          assert.equal((await tickets()).status, 200);
        }
      }
      const blank = await save('bearer_token', { token: ' \n ' });
      assert.deepEqual([blank.status, blank.body.errors], [422, [{ pointer: '#/values/token', code: 'required' }]]);
    });

    it('is not asked with what its fields do not allow', async () => {
      const before = desk.log.length;
      const good = valuesOf(accessOf('custom_input'));
      const codes = async (method: string, values: object) =>
        (await save(method, values)).body.errors?.map(({ code }: { code: string }) => code);
      assert.deepEqual(await codes('custom_input', { ...good, region: 'mars' }), ['not_an_option']);
      assert.deepEqual(await codes('custom_input', { ...good, workspace: 'willow.evil.example/' }), ['pattern']);
      assert.deepEqual(await codes('custom_input', { ...good, token: 'a", token="b' }), ['pattern']);
      assert.deepEqual(await codes('api_key', { apiKey: 'sk_live' }), ['pattern']);
      assert.equal(desk.log.length, before);
      await until(async () => (await tickets()).status === 200);
    });
  });
});

describe('what a sign-in asks for', () => {
  const region: Field = {
    key: 'region',
    type: 'select',
    label: 'Region',
    required: true,
    options: [
      { label: 'Europe', value: 'eu' },
      { label: 'Elsewhere', value: 'other' },
    ],
  };
  const fields: Field[] = [
    region,
    { key: 'where', type: 'text', label: 'Where', required: true, visibleWhen: [{ field: 'region', values: ['other'] }] },
    { key: 'port', type: 'number', label: 'Port', minimum: 1, maximum: 65_535, step: 1 },
    { key: 'site', type: 'url', label: 'Site' },
    { key: 'kind', type: 'text', label: 'Kind', hidden: true, default: 'of the author' },
    { key: 'plan', type: 'text', label: 'Plan', disabled: true, default: 'free' },
  ];
  const check = (sent: Record<string, string | number | boolean | null>) => {
    const entered = enteredValues(fields, sent);
    return { errors: validateForm(fields, entered).map(({ pointer, code }) => [pointer, code]), values: plainValues(entered) };
  };

  it('takes a choice by its value, and gives the connector the value', () => {
    assert.deepEqual(check({ region: 'eu', port: 5432, site: 'https://a.example' }), {
      errors: [],
      values: { region: 'eu', port: 5432, site: 'https://a.example', kind: 'of the author', plan: 'free' },
    });
    assert.deepEqual(check({ region: 'mars' }).errors, [['#/values/region', 'not_an_option']]);
    assert.deepEqual(check({ region: null }).errors, [['#/values/region', 'required']]);
  });

  it('is what the author says where a person cannot enter anything, and leaves out what is not shown', () => {
    const { values } = check({ region: 'eu', kind: 'mine', plan: 'gold', where: 'left over' });
    assert.deepEqual([values['kind'], values['plan'], 'where' in values], ['of the author', 'free', false]);
    assert.deepEqual(check({ region: 'other' }).errors, [['#/values/where', 'required']]);
  });

  it('is checked by its type', () => {
    assert.deepEqual(check({ region: 'eu', port: 'ten', site: 'not a url' }).errors, [
      ['#/values/port', 'not_a_number'],
      ['#/values/site', 'not_a_url'],
    ]);
    assert.deepEqual(check({ region: 'eu', more: 'x' }).errors, [['#/values/more', 'unknown_field']]);
  });
});

describe('what was pasted', () => {
  const fields: Field[] = [
    { key: 'text', type: 'text', label: 'Text' },
    { key: 'secret', type: 'password', label: 'Secret' },
    { key: 'lines', type: 'textarea', label: 'Lines' },
    { key: 'port', type: 'number', label: 'Port' },
  ];
  const sent = { text: ' a b\n', secret: '\n x y \r\n', lines: ' a\nb\n', port: 1, other: ' kept ' };

  it('loses what stands around it, but for the blanks of a password that somebody chose, and for text of several lines', () => {
    const strayless = { ...sent, text: 'a b', secret: 'x y' };
    for (const method of ['api_key', 'bearer_token', 'oauth'] as const)
      assert.deepEqual(withoutStrayBlanks(fields, method, sent), strayless, method);
    for (const method of ['basic_auth', 'custom_input'] as const)
      assert.deepEqual(withoutStrayBlanks(fields, method, sent), { ...strayless, secret: ' x y ' }, method);
  });

  it('keeps the lines of a key that has some', () => {
    const secret = '-----BEGIN KEY-----\nabc\n-----END KEY-----';
    assert.deepEqual(withoutStrayBlanks(fields, 'custom_input', { secret: `${secret}\n` }), { secret });
  });
});

describe('a typed-in credential on its way to the service', () => {
  const named = defineConnector({
    key: 'named',
    name: 'Named',
    methods: [
      {
        method: 'basic_auth',
        fields: [
          { key: 'secret', type: 'password', label: 'Secret' },
          { key: 'email', type: 'email', label: 'Email' },
        ],
      },
      {
        method: 'api_key',
        fields: [
          { key: 'site', type: 'text', label: 'Site' },
          { key: 'key', type: 'password', label: 'Key' },
        ],
      },
      { method: 'bearer_token' },
    ],
  });
  const headerOf = (method: 'basic_auth' | 'api_key' | 'bearer_token', values: Record<string, string>) =>
    applyTyped(named, { method, values }).headers['authorization'];

  it('is taken from the fields, whatever the connector calls them', () => {
    const pair = Buffer.from('a@b.example:s3cret').toString('base64');
    assert.equal(headerOf('basic_auth', { secret: 's3cret', email: 'a@b.example' }), `Basic ${pair}`);
    assert.equal(headerOf('api_key', { site: 'here', key: 'k1' }), 'Bearer k1');
    assert.equal(headerOf('bearer_token', { token: 't1' }), 'Bearer t1');
  });

  it('is refused where the way it is sent cannot hold it', () => {
    const at = (method: 'basic_auth' | 'api_key' | 'bearer_token', values: Record<string, string>, connector = named) =>
      unsendable(connector, { method, values }).map(({ pointer }) => pointer);
    assert.deepEqual(at('api_key', { key: 'schlüssel' }), ['#/values/key']);
    assert.deepEqual(at('bearer_token', { token: 'a\r\nb' }), ['#/values/token']);
    assert.deepEqual(at('basic_auth', { email: 'a:b', secret: 'x' }), ['#/values/email']);
    assert.deepEqual(at('basic_auth', { email: 'ä', secret: 'ü:' }), []);
    assert.deepEqual(at('api_key', { key: 'schlüssel' }, { ...named, apply: { in: 'query', name: 'k' } }), []);
    assert.deepEqual(at('api_key', { key: 'plain' }), []);
    // Two keys in one field, or half a line of something else.
    assert.deepEqual(at('api_key', { key: 'a\nb' }, { ...named, apply: { in: 'query', name: 'k' } }), ['#/values/key']);
    assert.deepEqual(at('basic_auth', { email: 'a', secret: 'x\r\ny' }), ['#/values/secret']);
    assert.deepEqual(at('basic_auth', { email: 'a\nb', secret: 'x' }), ['#/values/email']);
  });
});

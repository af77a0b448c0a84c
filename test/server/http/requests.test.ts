import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { onEmbedded } from '../../support/databases.js';
import { fillPath, type Operation, operationsOf } from '../../support/operations.js';
import { hostOrigin, publicUrl, sessionKey, startTestServer, type TestServer } from '../../support/server.js';

const settings = '/v1/widgets/plain/connections/default/configurations/settings';
const names = {
  widget: 'plain',
  connection: 'default',
  action: 'work',
  flow: 'settings',
  dependency: 'notes',
  environment: 'STAGING',
  name: 'clientSecret',
};

onEmbedded((databases) => {
  let hub: TestServer;
  let token: string;
  let admin: string;
  let operations: Operation[];

  before(async () => {
    hub = await startTestServer(await databases.place(), { bodyLimit: 10_000 });
    token = await hub.token();
    admin = await hub.adminToken();
    operations = operationsOf(hub.document);
  });
  after(() => hub.stop());
  /** The script that is served below it too is anybody's. */
  const api = () => operations.filter(({ path }) => /^\/v1\/(?!integration-hub\.js|chunks\/)/.test(path));
  const tokenOf = ({ audience }: Operation) => (audience === 'admin' ? admin : token);

  describe('a page of another origin', () => {
    it('of the operator’s list reads answers and errors, with the headers it needs', async () => {
      for (const [call, status] of [
        [{ token }, 200],
        [{}, 401],
        [{ token, headers: { 'x-integration-hub': undefined } }, 400],
      ] as const) {
        const { headers, status: answered } = await hub.call('GET', '/v1/hub', {
          ...call,
          headers: { origin: hostOrigin, ...('headers' in call ? call.headers : {}) },
        });
        assert.equal(answered, status);
        assert.equal(headers.get('access-control-allow-origin'), hostOrigin);
        assert.equal(headers.get('access-control-allow-credentials'), null);
        assert.match(headers.get('vary') ?? '', /\bOrigin\b/);
        for (const name of ['etag', 'retry-after'])
          assert.match(headers.get('access-control-expose-headers') ?? '', new RegExp(`\\b${name}\\b`, 'i'));
      }
      const missing = await hub.call('GET', '/v1/nowhere', { headers: { origin: hostOrigin } });
      assert.equal(missing.headers.get('access-control-allow-origin'), hostOrigin);
      assert.equal(missing.body.code, 'not_found');
    });

    for (const origin of [
      'https://evil.example',
      'null',
      `${hostOrigin}.evil.example`,
      'http://localhost:51730',
      'https://localhost:5173',
      `${hostOrigin}/`,
      '*',
    ]) {
      it(`is refused when it is ${origin}`, async () => {
        const answer = await hub.call('GET', '/v1/hub', { token, headers: { origin } });
        assert.equal(answer.status, 403);
        assert.equal(answer.body.code, 'origin_not_allowed');
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
        assert.match(answer.headers.get('vary') ?? '', /\bOrigin\b/);
        const preflight = await hub.call('OPTIONS', '/v1/hub', { headers: { origin, 'access-control-request-method': 'GET' } });
        assert.equal(preflight.headers.get('access-control-allow-origin'), null);
        assert.equal(preflight.status, 403);
      });
    }

    it('may ask beforehand for what the SDK sends', async () => {
      const answer = await hub.call('OPTIONS', settings, {
        headers: {
          origin: hostOrigin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization,content-type,x-integration-hub',
        },
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), hostOrigin);
      const allowed = (answer.headers.get('access-control-allow-headers') ?? '').split(/,\s*/);
      for (const name of [
        'authorization',
        'content-type',
        'x-integration-hub',
        'x-integration-environment',
        'idempotency-key',
        'if-none-match',
        'last-event-id',
      ])
        assert.ok(allowed.includes(name), name);
      assert.match(answer.headers.get('access-control-allow-methods') ?? '', /PUT/);
    });

    it('may load the script from anywhere', async () => {
      const { headers } = await hub.call('GET', '/openapi.json', { headers: { origin: 'https://evil.example' } });
      assert.equal(headers.get('access-control-allow-origin'), '*');
    });
  });

  describe('every operation', () => {
    it('of the router is in the document, and the other way round', () => {
      const served = hub.routes
        .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
        .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
      const described = operations.map(({ method, path }) => `${method} ${path}`);
      assert.deepEqual([...new Set(served)].sort(), described.sort());
      assert.ok(described.length > 20);
      assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    });

    it('of the API needs our header and a token of its kind', async () => {
      for (const operation of api()) {
        const path = fillPath(operation.path, names);
        const body = operation.hasBody ? { body: {} } : {};
        const code = async (call: object) => (await hub.call(operation.method, path, { ...body, ...call })).body.code;
        assert.equal(
          await code({ token: tokenOf(operation), headers: { 'x-integration-hub': undefined } }),
          'header_required',
          operation.operationId,
        );
        assert.equal(await code({}), 'token_missing', operation.operationId);
        assert.equal(
          await code({ token: operation.audience === 'admin' ? token : admin }),
          'token_invalid',
          operation.operationId,
        );
        assert.equal(await code({ token: 'a.b.c' }), 'token_invalid', operation.operationId);
      }
    });

    it('answers another method with 405 and what is allowed, an unknown path with 404', async () => {
      for (const { path } of operations) {
        const answer = await hub.call('PATCH', fillPath(path, names), { token });
        assert.equal(answer.status, 405, path);
        assert.equal(answer.body.code, 'method_not_allowed');
        assert.match(answer.headers.get('allow') ?? '', /GET|POST|PUT|DELETE/);
      }
      for (const path of ['/v1', '/v1/', '/v1/hub/', '/v1/HUB', '//v1/hub', '/v1/widgets', '/..%2fv1/hub', '/v1/%00', '/%FF'])
        assert.equal((await hub.call('GET', path, { token })).status, 404, path);
    });
  });

  describe('a body', () => {
    const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
    const corpus: readonly [what: string, body: string | Uint8Array<ArrayBuffer>, status: number][] = [
      ['nothing', '', 400],
      ['half of an object', '{"values":', 400],
      ['a byte order mark', '\ufeff{}', 400],
      ['too many levels', deep, 400],
      ['endless levels', '['.repeat(9000), 400],
      ['a key twice', '{"values":{},"values":{}}', 400],
      ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400],
      ['a number that overflows', '{"values":{"name":1e400}}', 422],
      ['a number that is not exact', '{"values":{"name":12345678901234567890}}', 422],
      ['a lone surrogate', '{"values":{"name":"\\ud800"}}', 422],
      ['a zero character', '{"values":{"name":"\\u0000"}}', 422],
      ['a zero character in a key', '{"values":{"\\u0000":1}}', 422],
      ['__proto__', '{"__proto__":{"values":{}}}', 422],
      ['an array', '[]', 422],
      ['null', 'null', 422],
      ['a number', '7', 422],
      ['a text', '"{}"', 422],
      ['constructor', '{"constructor":{"prototype":{"polluted":1}}}', 422],
      ['a key that is not known', '{"<script>alert(1)</script>":1}', 422],
      ['too much', `{"values":{"name":"${'x'.repeat(20_000)}"}}`, 413],
    ];

    it('that is broken is refused everywhere with a problem, and never with a 500', async () => {
      const withBody = api().filter(({ hasBody }) => hasBody);
      assert.ok(withBody.length >= 5);
      for (const operation of withBody) {
        for (const [what, rawBody, status] of corpus) {
          const answer = await hub.call(operation.method, fillPath(operation.path, names), {
            token: tokenOf(operation),
            rawBody,
          });
          assert.equal(answer.status, status, `${operation.operationId} with ${what}: ${JSON.stringify(answer.body)}`);
          assert.ok(!JSON.stringify({ ...answer.body, errors: undefined }).includes('script'), 'nothing is reflected');
        }
        for (const type of [
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'application/json; charset=utf-16',
          'application/jsonp',
          undefined,
        ]) {
          const answer = await hub.call(operation.method, fillPath(operation.path, names), {
            token: tokenOf(operation),
            rawBody: '{}',
            headers: { 'content-type': type },
          });
          assert.equal(answer.status, 415, `${operation.operationId} as ${type}`);
        }
      }
      assert.equal(Reflect.get({}, 'polluted'), undefined);
      assert.deepEqual(
        hub.log.filter(({ level }) => level === 'error'),
        [],
      );
    });

    it('with wrong entries is answered with a pointer and a code for each', async () => {
      const { body, status } = await hub.call('PUT', settings, { token, body: { values: 7, version: 'x'.repeat(65), more: 1 } });
      assert.equal(status, 422);
      assert.deepEqual(
        body.errors.sort((a: { pointer: string }, b: { pointer: string }) => a.pointer.localeCompare(b.pointer)),
        [
          { pointer: '#/more', code: 'unknown_field' },
          { pointer: '#/values', code: 'invalid' },
          { pointer: '#/version', code: 'too_long' },
        ],
      );
      const missing = await hub.call('PUT', settings, { token, body: {} });
      assert.deepEqual(missing.body.errors, [{ pointer: '#/values', code: 'required' }]);
    });

    it('that says it is short and is long is cut off', async () => {
      const chunk = new TextEncoder().encode(' '.repeat(4000));
      let sent = 0;
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          controller.enqueue(chunk);
        },
      });
      const request = new Request(`${publicUrl}${settings}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1', 'content-type': 'application/json' },
        body: stream,
        duplex: 'half',
      } as RequestInit);
      assert.equal((await hub.server.fetch(request)).status, 413);
      assert.ok(sent < 8, `${sent} chunks`);
    });
  });

  describe('a parameter', () => {
    it('that cannot be is answered as one that is not', async () => {
      for (const bad of [
        '..',
        '%00',
        '%ff',
        'a%2fb',
        '%3Cscript%3E',
        "'",
        '%22;drop',
        'x'.repeat(300),
        'PLAIN',
        '__proto__',
        'constructor',
      ])
        for (const path of [
          `/v1/widgets/${bad}/connections/default`,
          `/v1/widgets/plain/connections/${bad}`,
          `/v1/runs/${bad}`,
          `/v1/authorizations/${bad}`,
        ]) {
          const { status, body } = await hub.call('GET', path, { token });
          assert.equal(status, 404, path);
          assert.ok(['not_found', 'widget_not_found'].includes(body.code));
        }
    });

    it('of a query is checked', async () => {
      const history = '/v1/widgets/plain/connections/default/history';
      const cases: readonly [query: string, status: number][] = [
        ['?limit=5', 200],
        ['?limit=0', 422],
        ['?limit=101', 422],
        ['?limit=1e1', 422],
        ['?limit=5&limit=6', 422],
        ['?outcome=all', 422],
        ['?cursor=%00', 422],
        ['?cursor=99999999999999999999', 422],
        ['?cursor=1%3Bdrop', 422],
        ['?more=1', 422],
        ['?__proto__=1', 422],
      ];
      for (const [query, status] of cases)
        assert.equal((await hub.call('GET', history + query, { token })).status, status, query);
    });
  });

  describe('what a session may do', () => {
    const changes = () =>
      api().filter(
        ({ audience, method, operationId }) => audience === 'session' && method !== 'GET' && operationId !== 'readOptions',
      );

    it('with access to view is to read', async () => {
      const view = await hub.token({ access: 'view' });
      for (const operation of changes()) {
        const { body } = await hub.call(operation.method, fillPath(operation.path, names), {
          token: view,
          ...(operation.hasBody ? { body: {} } : {}),
        });
        assert.equal(body.code, 'not_permitted', operation.operationId);
      }
      assert.equal((await hub.call('GET', '/v1/hub', { token: view })).body.access, 'view');
    });

    it('as a preview is to read outside of DRAFT, which is logged, and everything in DRAFT', async () => {
      const preview = await hub.token({ preview: true, env: ['LIVE', 'DRAFT'] });
      for (const operation of changes()) {
        const { body } = await hub.call(operation.method, fillPath(operation.path, names), {
          token: preview,
          ...(operation.hasBody ? { body: {} } : {}),
        });
        assert.equal(body.code, 'read_only', operation.operationId);
      }
      assert.ok(hub.log.some(({ message, fields }) => message.includes('preview') && fields['tenant'] === 'acme'));
      const draft = { 'x-integration-environment': 'DRAFT' };
      const saved = await hub.call('PUT', settings, { token: preview, headers: draft, body: { values: { name: 'tried out' } } });
      assert.equal(saved.status, 200);
      const live = await hub.call('GET', settings, { token: preview });
      assert.equal(live.body.saved, false, 'a preview has connections of its own');
    });

    it('is what its role allows in the admin API', async () => {
      const viewer = await hub.adminToken('viewer');
      const editor = await hub.adminToken('editor');
      const body = { environment: 'STAGING', widget: 'plain' };
      assert.equal((await hub.call('GET', '/v1/admin/widgets', { token: viewer })).status, 200);
      for (const weak of [viewer, editor])
        assert.equal((await hub.call('POST', '/v1/admin/deployments', { token: weak, body })).body.code, 'not_permitted');
      assert.deepEqual((await hub.call('POST', '/v1/admin/deployments', { token: admin, body })).body, {
        ...body,
        changed: true,
      });
      assert.deepEqual((await hub.call('POST', '/v1/admin/deployments', { token: admin, body })).body, {
        ...body,
        changed: false,
      });
      assert.equal(
        (await hub.call('POST', '/v1/admin/deployments', { token: admin, body: { ...body, environment: 'DRAFT' } })).status,
        422,
      );
      assert.equal(
        (await hub.call('DELETE', '/v1/admin/deployments/STAGING/plain', { token: editor })).body.code,
        'not_permitted',
      );
      assert.equal((await hub.call('DELETE', '/v1/admin/deployments/STAGING/plain', { token: admin })).status, 200);
      assert.equal((await hub.call('DELETE', '/v1/admin/deployments/STAGING/plain', { token: admin })).status, 404);
      const { body: listed } = await hub.call('GET', '/v1/admin/deployments?widget=plain', { token: viewer });
      assert.deepEqual(
        listed.deployments.map(({ environment, deployed, deployedBy }: Record<string, unknown>) => [
          environment,
          deployed,
          deployedBy,
        ]),
        [
          ['STAGING', false, 'root'],
          ['STAGING', true, 'root'],
          ['LIVE', true, undefined],
        ],
      );
    });

    it('leaves no secret of a definition in the admin API', async () => {
      const { body } = await hub.call('GET', '/v1/admin/widgets', { token: admin });
      assert.ok(!JSON.stringify(body).includes('no-browser-sees'));
      assert.deepEqual(body.widgets[1].definition.dependencies[0].attributes, { clientSecret: { $secret: 'set' } });
    });
  });

  describe('a zero character', () => {
    it('is refused wherever it may stand: in a path, a query, a claim', async () => {
      for (const path of [
        '/oauth/done/%00',
        '/oauth/start/%00',
        '/oauth/callback/%00',
        '/oauth/callback/a/%00',
        '/images/%00',
        '/v1/runs/%00',
      ]) {
        const { status } = await hub.server.fetch(
          new Request(`${publicUrl}${path}?state=%00&error=%00&error_description=%00&code=%00`, {
            headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1' },
          }),
        );
        assert.ok(status >= 300 && status < 500, `${path}: ${status}`);
      }
      for (const claims of [{ sub: 'a\0' }, { name: '\0' }, { tenantName: 'a\0' }, { tenant: 'a\0' }, { sub: '\ud83d' }])
        await assert.rejects(hub.token(claims), TypeError, JSON.stringify(claims));
      const now = Math.floor(Date.now() / 1000);
      for (const claims of [{ sub: 'a\0' }, { name: '\0' }, { tenantName: '\ud83d' }]) {
        const foreign = await new SignJWT({ tenant: 'acme', ...claims })
          .setProtectedHeader({ alg: 'HS256', typ: 'integration-session+jwt', kid: sessionKey.kid })
          .setAudience(publicUrl)
          .setIssuedAt(now)
          .setExpirationTime(now + 60)
          .sign(new TextEncoder().encode(sessionKey.secret));
        const saved = await hub.call('PUT', settings, { token: foreign, body: { values: { name: 'x' } } });
        assert.equal(saved.body.code, 'token_invalid', JSON.stringify(claims));
      }
    });
  });

  describe('an error', () => {
    it('carries the correlation id that is in the log, and no more', async () => {
      const run = await hub.call('GET', '/v1/runs/run_none', { token });
      assert.deepEqual(Object.keys(run.body).sort(), ['code', 'instance', 'status', 'title', 'type']);
      assert.equal(run.headers.get('content-type'), 'application/problem+json');
      assert.equal(run.headers.get('x-request-id'), run.body.instance);
      assert.ok(hub.log.some(({ fields }) => fields['reference'] === run.body.instance && fields['problem'] === 'not_found'));
    });
  });
});

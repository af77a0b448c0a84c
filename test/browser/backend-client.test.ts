import { expect } from '@open-wc/testing';
import { createBackendClient } from '../../src/browser/backend-client.js';
import { version } from '../../src/browser/version.js';
import { IntegrationError } from '../../src/core/errors.js';
import { aConnection, aHub, anAuthorization, aRun, aWidget } from '../support/factories.js';
import { createFakeClock } from '../support/fake-clock.js';
import { createFakeFetch, type FakeAnswer, json, never, problem } from '../support/fake-fetch.js';
import { aToken } from '../support/tokens.js';
import { until } from '../support/until.js';

const address = { widget: 'orchard', connection: 'default' };
const { signal } = new AbortController();

function stage(answers: readonly FakeAnswer[], options: { readonly backend?: string; readonly tokens?: readonly string[] } = {}) {
  const network = createFakeFetch(...answers);
  const clock = createFakeClock();
  const tokens = [...(options.tokens ?? [aToken({ jti: 1 }), aToken({ jti: 2 }), aToken({ jti: 3 })])];
  const client = createBackendClient({
    backend: new URL(options.backend ?? 'https://backend.test/'),
    tenant: 'acme',
    getToken: async () => tokens.shift() ?? '',
    fetch: network.fetch,
    clock,
    random: () => 1,
  });
  return { ...network, clock, client };
}

async function errorOf(work: Promise<unknown>): Promise<IntegrationError> {
  return work.then(
    () => new IntegrationError('unexpected', { hint: 'nothing was thrown' }),
    (cause: unknown) => IntegrationError.from(cause),
  );
}

describe('createBackendClient', () => {
  it('sends the token, its version and the environment in headers, and nothing in the address', async () => {
    const { client, requests } = stage([json(aHub())]);
    const hub = await client.readHub(signal);
    expect(hub).to.deep.equal(aHub());
    const [request] = requests;
    expect(request?.url.href).to.equal('https://backend.test/v1/hub');
    expect(request?.headers.get('authorization')).to.equal(`Bearer ${aToken({ jti: 1 })}`);
    expect(request?.headers.get('x-integration-hub')).to.equal(version);
    expect(request?.headers.get('x-integration-environment')).to.equal('LIVE');
  });

  it('works below a path and encodes what it is given', async () => {
    const { client, requests } = stage([json(aConnection())], { backend: 'https://host.test/integrations' });
    await client.readConnection({ widget: '../x', connection: 'a/b' }, signal);
    expect(requests[0]?.url.href).to.equal('https://host.test/integrations/v1/widgets/..%2Fx/connections/a%2Fb');
  });

  it('asks with the ETag of the last answer, and knows when nothing has changed', async () => {
    const { client, requests } = stage([json(aHub(), { headers: { etag: '"1"' } }), new Response(null, { status: 304 })]);
    await client.readHub(signal);
    expect(await client.readHub(signal)).to.equal(undefined);
    expect(requests.map(({ headers }) => headers.get('if-none-match'))).to.deep.equal([null, '"1"']);
  });

  it('leaves out a widget that it cannot read, warns once, and shows the others', async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (text: unknown) => warnings.push(text);
    try {
      const broken = { ...aWidget({ key: 'broken' }), actions: 'none' };
      const { client } = stage([json({ ...aHub(), widgets: [broken, aWidget(), null] })]);
      const hub = await client.readHub(signal);
      await client.readHub(signal);
      expect(hub?.widgets.map(({ key }) => key)).to.deep.equal(['orchard']);
      expect(warnings.length).to.equal(2);
      expect(warnings[0]).to.contain('"broken"').and.to.contain('actions');
    } finally {
      console.warn = warn;
    }
  });

  it('drops what a newer backend adds and keeps words it does not know', async () => {
    const strange = { ...aConnection(), mood: 'good', credentials: [{ dependency: 'orchard', status: 'sleepy', since: 1 }] };
    const { client } = stage([json(strange)]);
    const connection = await client.readConnection(address, signal);
    expect(connection.credentials).to.deep.equal([{ dependency: 'orchard', status: 'sleepy' }]);
    expect('mood' in connection).to.equal(false);
  });

  it('calls an answer that is not one by its name', async () => {
    for (const answer of [json({ tenant: 1 }), new Response('<html>', { status: 200 }), json([])]) {
      expect((await errorOf(stage([answer]).client.readConnection(address, signal))).code).to.equal('invalid_answer');
    }
  });

  it('refuses the hub of another tenant', async () => {
    const { client } = stage([json(aHub({ tenant: { id: 'other' } }))]);
    expect((await errorOf(client.readHub(signal))).code).to.equal('wrong_tenant');
  });

  it('turns a problem into an error with its code, fields, words, hint and reference', async () => {
    const errors = [{ pointer: '#/values/prefix', code: 'required' }];
    const { client } = stage([problem(422, 'validation_failed', { errors, said: 'No.', hint: 'Fill it in.', instance: 'abc' })]);
    const error = await errorOf(client.readConnection(address, signal));
    expect([error.code, error.fields, error.said, error.hint, error.reference, error.status]).to.deep.equal([
      'validation_failed',
      errors,
      'No.',
      'Fill it in.',
      'abc',
      422,
    ]);
  });

  it('names an error that is not a problem document by its status', async () => {
    const codes = [401, 403, 404, 500, 400].map(async (status) => {
      const { client } = stage([new Response('<html>', { status })]);
      return (await errorOf(client.readConnection(address, signal))).code;
    });
    expect(await Promise.all(codes)).to.deep.equal(['token_invalid', 'not_permitted', 'not_found', 'internal', 'invalid_answer']);
  });

  it('renews the token once when it is refused', async () => {
    const { client, requests } = stage([problem(401, 'token_expired'), json(aConnection())]);
    await client.readConnection(address, signal);
    expect(requests.map(({ headers }) => headers.get('authorization'))).to.deep.equal([
      `Bearer ${aToken({ jti: 1 })}`,
      `Bearer ${aToken({ jti: 2 })}`,
    ]);
    const refused = stage([problem(401, 'token_expired')]);
    expect((await errorOf(refused.client.readConnection(address, signal))).code).to.equal('token_expired');
    expect(refused.requests.length).to.equal(2);
  });

  it('tries a read again after passing faults, slower and slower, and then gives up', async () => {
    const { client, clock, requests } = stage([new TypeError('offline'), problem(503, 'unavailable'), json(aConnection())]);
    const read = client.readConnection(address, signal);
    await clock.advance(299);
    expect(requests.length).to.equal(1);
    await clock.advance(1);
    expect(requests.length).to.equal(2);
    await clock.advance(600);
    expect((await read).key).to.equal('default');
    const down = stage([new TypeError('offline')]);
    const failed = errorOf(down.client.readConnection(address, signal));
    await down.clock.advance(60_000);
    expect((await failed).code).to.equal('network_error');
    expect(down.requests.length).to.equal(4);
  });

  it('finds out on its first read whether the backend refuses the page’s origin', async () => {
    const answering = (reaches: readonly string[]) => (request: { readonly url: URL }) => {
      if (!reaches.includes(request.url.pathname)) throw new TypeError('Failed to fetch');
      return json({ status: 'ok' });
    };
    const codeWhen = async (reaches: readonly string[]) => {
      const { client, clock, answer } = stage([json(aConnection())]);
      answer(answering(reaches));
      const failed = errorOf(client.readHub(signal));
      await clock.advance(60_000);
      return (await failed).code;
    };
    expect(await codeWhen(['/healthz'])).to.equal('origin_not_allowed');
    expect(await codeWhen([])).to.equal('network_error');
    const comesBack = stage([
      ...Array.from({ length: 4 }, () => new TypeError('down')),
      json({ status: 'ok' }),
      problem(401, 'token_missing'),
    ]);
    const failed = errorOf(comesBack.client.readHub(signal));
    await comesBack.clock.advance(60_000);
    expect((await failed).code).to.equal('network_error');
    const knowsIt = stage([json(aHub(), { headers: { etag: '"1"' } }), answering(['/healthz'])]);
    await knowsIt.client.readHub(signal);
    const later = errorOf(knowsIt.client.readHub(signal));
    await knowsIt.clock.advance(60_000);
    expect((await later).code).to.equal('network_error');
  });

  it('waits as long as Retry-After says, unless nobody would', async () => {
    const { client, clock, requests } = stage([problem(429, 'rate_limited', {}, { 'retry-after': '7' }), json(aConnection())]);
    const read = client.readConnection(address, signal);
    await clock.advance(6999);
    expect(requests.length).to.equal(1);
    await clock.advance(1);
    await read;
    const long = stage([problem(429, 'rate_limited', {}, { 'retry-after': '3600' })]);
    expect((await errorOf(long.client.readConnection(address, signal))).code).to.equal('rate_limited');
  });

  it('does not try again what would be refused again', async () => {
    const { client, requests } = stage([problem(409, 'busy')]);
    expect((await errorOf(client.startRun(address, 'sync', {}, signal))).code).to.equal('busy');
    expect(requests.length).to.equal(1);
  });

  it('starts something once, however often it has to be sent', async () => {
    const { client, clock, requests } = stage([new TypeError('cut'), json(aRun()), json(aRun())]);
    const started = client.startRun(address, 'sync', { anyway: true }, signal);
    await until(() => requests.length === 1);
    await clock.advance(300);
    await started;
    await client.startRun(address, 'sync', {}, signal);
    const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).to.match(/^[\w-]{22}$/);
    expect(keys[0]).to.equal(keys[1]);
    expect(keys[2]).not.to.equal(keys[0]);
    expect([requests[0]?.method, requests[0]?.url.pathname, requests[0]?.body]).to.deep.equal([
      'POST',
      '/v1/widgets/orchard/connections/default/actions/sync/runs',
      { anyway: true },
    ]);
  });

  it('does not repeat a POST that has no key', async () => {
    const { client, requests } = stage([new TypeError('cut')]);
    expect((await errorOf(client.readOptions(address, 'settings', { field: 'x' }, signal))).code).to.equal('network_error');
    expect(requests.length).to.equal(1);
  });

  it('takes its own registration, whose answer was lost, for what it is', async () => {
    const { client, clock, requests } = stage([
      new TypeError('cut'),
      problem(409, 'already_registered'),
      json(anAuthorization()),
    ]);
    const registered = client.registerAuthorization(
      { id: 'i'.repeat(43), proof: 'p'.repeat(43), ...address, dependency: 'orchard', method: 'oauth', window: 'popup' },
      signal,
    );
    await until(() => requests.length === 1);
    await clock.advance(300);
    expect((await registered).status).to.equal('registered');
    expect(requests[2]?.url.pathname).to.equal(`/v1/authorizations/${'i'.repeat(43)}`);
  });

  it('brings what a sign-in returned with once more where that got lost', async () => {
    for (const fault of [new TypeError('cut'), problem(503, 'unavailable')]) {
      const { client, clock, requests } = stage([fault, json(anAuthorization({ status: 'completed' }))]);
      const finished = client.finishReturn('auth_1', 'secret', signal);
      await until(() => requests.length === 1);
      await clock.advance(300);
      expect((await finished).status).to.equal('completed');
      expect(requests.map(({ url, body }) => [url.pathname, body])).to.deep.equal([
        ['/v1/authorizations/auth_1/return', { handle: 'secret' }],
        ['/v1/authorizations/auth_1/return', { handle: 'secret' }],
      ]);
    }
  });

  it('reads what came of a sign-in whose handle an earlier attempt had burnt', async () => {
    const { client, clock, requests } = stage([
      new TypeError('cut'),
      problem(404, 'not_found'),
      json(anAuthorization({ status: 'completed' })),
    ]);
    const finished = client.finishReturn('auth_1', 'secret', signal);
    await until(() => requests.length === 1);
    await clock.advance(300);
    expect((await finished).status).to.equal('completed');
    expect([requests[2]?.method, requests[2]?.url.pathname]).to.deep.equal(['GET', '/v1/authorizations/auth_1']);
  });

  it("says of a handle that is nobody's that there is no such sign-in", async () => {
    const { client } = stage([problem(404, 'not_found')]);
    expect((await errorOf(client.finishReturn('auth_1', 'secret', signal))).code).to.equal('not_found');
  });

  it('gives up on a backend that does not answer', async () => {
    const { client, clock } = stage([never]);
    const failed = errorOf(client.readConnection(address, signal));
    await clock.advance(120_000);
    expect((await failed).code).to.equal('timed_out');
  });

  it('stops when it is told to, in a request and in a pause', async () => {
    for (const answer of [never, new TypeError('offline')]) {
      const { client, requests } = stage([answer]);
      const abort = new AbortController();
      const failed = client.readConnection(address, abort.signal).catch((cause: unknown) => cause);
      await until(() => requests.length === 1);
      abort.abort('enough');
      expect(await failed).to.equal('enough');
    }
  });

  it('sends a credential that somebody typed in once, whatever comes of it', async () => {
    for (const answer of [problem(503, 'unavailable'), problem(500, 'internal'), new TypeError('offline')]) {
      const { client, requests } = stage([answer]);
      const saved = client.saveCredential(address, 'orchard', { method: 'api_key', values: { key: 'wrong' } }, signal);
      await saved.catch(() => undefined);
      expect(requests.length).to.equal(1);
    }
  });

  it('asks for a page of history by what is given', async () => {
    const { client, requests } = stage([json({ entries: [], total: 0 })]);
    await client.readHistory(address, {}, signal);
    await client.readHistory(address, { outcome: 'failed', cursor: 'a b' }, signal);
    expect(requests.map(({ url }) => url.search)).to.deep.equal(['', '?outcome=failed&cursor=a+b']);
  });

  it('works on a page that has polluted the prototype of objects', async () => {
    const polluted = ['token', 'key', 'hint', 'fetch', 'body', 'environment', 'mode', 'starts', 'patience', 'cursor'];
    const answers = [json(aHub()), json(aRun())];
    try {
      for (const name of polluted)
        Object.defineProperty(Object.prototype, name, { value: 'polluted', configurable: true, writable: true });
      const { client, requests } = stage(answers);
      expect((await client.readHub(signal))?.widgets.length).to.equal(1);
      await client.startRun(address, 'sync', {}, signal);
      expect(requests[1]?.body).to.deep.equal({});
    } finally {
      for (const name of polluted) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

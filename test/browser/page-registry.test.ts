import { expect } from '@open-wc/testing';
import { type HubOptions, readHubOptions } from '../../src/browser/hub-request.js';
import { createPageRegistry, pageRegistry } from '../../src/browser/page-registry.js';
import { isPageVisible, pageLanguage } from '../../src/browser/page-visibility.js';
import { IntegrationError } from '../../src/core/errors.js';
import { aHub } from '../support/factories.js';
import { createFakeFetch, type FakeFetch, json, never } from '../support/fake-fetch.js';
import { aToken } from '../support/tokens.js';
import { until } from '../support/until.js';

const realFetch = globalThis.fetch;
let network: FakeFetch;

const request = (options: Partial<HubOptions> = {}) =>
  readHubOptions({ tenant: 'acme', backend: 'https://backend.test', getToken: async () => aToken({}, Date.now()), ...options });

const nextTask = () => new Promise((resolve) => setTimeout(resolve));
const hubReads = () => network.requests.filter(({ url }) => url.pathname === '/v1/hub');

describe('createPageRegistry', () => {
  beforeEach(() => {
    network = createFakeFetch(({ url }) => (url.pathname === '/v1/hub' ? json(aHub()) : never()));
    globalThis.fetch = network.fetch;
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('shares one hub among everybody with the same session', async () => {
    const registry = createPageRegistry();
    const one = registry.acquire(request());
    const other = registry.acquire(request());
    expect(one.hub).to.equal(other.hub);
    await until(() => one.hub.getSnapshot().status === 'ready');
    expect(network.requests.filter(({ url }) => url.pathname === '/v1/events').length).to.be.lessThan(2);
    one.release();
    other.release();
  });

  it('keeps apart what differs in backend, tenant, environment or source of tokens', () => {
    const registry = createPageRegistry();
    const leases = [
      {},
      { backend: 'https://backend.test/path' },
      { tenant: 'other' },
      { environment: 'DRAFT' },
      { getToken: undefined, tokenUrl: '/a' },
      { getToken: undefined, tokenUrl: '/b' },
    ].map((options) => registry.acquire(request(options)));
    expect(new Set(leases.map(({ hub }) => hub)).size).to.equal(leases.length);
    for (const { release } of leases) release();
  });

  it('registers a sign-in in the language of its own hub, although hubs of one backend share an opener', async () => {
    const { open } = window;
    window.open = () => null;
    const registry = createPageRegistry();
    const first = registry.acquire(request({ locale: () => 'de' }));
    const second = registry.acquire(request({ environment: 'DRAFT', locale: () => 'fr' }));
    try {
      const store = second.hub.connection('orchard');
      await until(() => store.getSnapshot().status === 'ready');
      store.signIn('orchard', {});
      const registration = await until(() => network.requests.find(({ url }) => url.pathname === '/v1/authorizations'));
      expect((registration.body as { locale: string }).locale).to.equal('fr');
    } finally {
      window.open = open;
      first.release();
      second.release();
    }
  });

  it('lives on while somebody holds it, and through a move within the page', async () => {
    const registry = createPageRegistry();
    const one = registry.acquire(request());
    const other = registry.acquire(request());
    one.release();
    one.release();
    await nextTask();
    const third = registry.acquire(request());
    expect(third.hub).to.equal(other.hub);
    third.release();
    other.release();
    const moved = registry.acquire(request());
    await nextTask();
    const last = registry.acquire(request());
    expect(last.hub).to.equal(other.hub);
    await until(() => last.hub.getSnapshot().status === 'ready');
    moved.release();
    last.release();
  });

  it('is disposed of in a later task when nobody came back', async () => {
    const registry = createPageRegistry();
    const lease = registry.acquire(request());
    await until(() => network.requests.some(({ url }) => url.pathname === '/v1/events'));
    lease.release();
    expect(network.requests.some(({ signal }) => signal?.aborted)).to.equal(false);
    await nextTask();
    await until(() => network.requests.find(({ url }) => url.pathname === '/v1/events')?.signal?.aborted);
    expect(registry.acquire(request()).hub).not.to.equal(lease.hub);
  });

  it('takes the newest token of an attribute for the hub that is there', async () => {
    const registry = createPageRegistry();
    const now = Date.now();
    network.answer(({ url, headers }) =>
      url.pathname === '/v1/hub' && headers.get('authorization')?.includes(aToken({ jti: 2 }, now))
        ? json(aHub())
        : new Response(null, { status: 401 }),
    );
    const one = registry.acquire(request({ getToken: undefined, token: aToken({ jti: 1 }, now) }));
    await until(() => one.hub.getSnapshot().status === 'failed');
    const other = registry.acquire(request({ getToken: undefined, token: aToken({ jti: 2 }, now) }));
    expect(other.hub).to.equal(one.hub);
    await other.hub.refresh();
    expect(other.hub.getSnapshot().status).to.equal('ready');
    one.release();
    other.release();
  });

  it('is one for all copies of the library on a page, and holds no token', () => {
    const registry = pageRegistry();
    expect(pageRegistry()).to.equal(registry);
    expect(Reflect.get(globalThis, Symbol.for('integration-hub/1'))).to.equal(registry);
    expect(Object.keys(globalThis)).not.to.include('integration-hub/1');
    expect(Object.keys(registry)).to.deep.equal(['acquire']);
  });

  it('reads again when a person comes back to the page', async () => {
    const lease = createPageRegistry().acquire(request());
    await until(() => lease.hub.getSnapshot().status === 'ready');
    const before = hubReads().length;
    window.dispatchEvent(new Event('focus'));
    await until(() => hubReads().length > before);
    lease.release();
  });
});

describe('readHubOptions', () => {
  const codeOf = (options: Partial<HubOptions>): string => {
    try {
      request(options);
    } catch (cause) {
      const error = IntegrationError.from(cause);
      expect(error.hint, 'every mistake names its fix').to.be.a('string');
      return error.code;
    }
    return 'none';
  };

  it('names what is missing or wrong', () => {
    expect(codeOf({ tenant: '' })).to.equal('missing_tenant');
    expect(codeOf({ tenant: null })).to.equal('missing_tenant');
    expect(codeOf({ backend: undefined })).to.equal('missing_backend');
    for (const backend of ['https://', 'javascript:alert(1)', 'data:text/html,x', 'ftp://x.test', 'https://user:word@x.test'])
      expect(codeOf({ backend }), backend).to.equal('invalid_backend');
    expect(codeOf({ backend: 'http://backend.test' })).to.equal('insecure_context');
    expect(codeOf({ getToken: undefined, tokenUrl: 'https://' })).to.equal('token_unavailable');
  });

  it('takes https, plain http on this machine, a path, and addresses relative to the page', () => {
    const backend = (value: string) => request({ backend: value }).backend.href;
    expect(backend('https://x.test')).to.equal('https://x.test/');
    expect(backend('https://x.test/a?b#c')).to.equal('https://x.test/a/');
    expect(backend('http://127.0.0.1:3000')).to.equal('http://127.0.0.1:3000/');
    expect(backend('/integrations')).to.equal(`${location.origin}/integrations/`);
  });

  it('asks the page for tokens at its usual place unless told otherwise, and takes getToken over token over token-url', () => {
    const usual = request({ getToken: undefined }).source;
    expect(usual.kind === 'url' && usual.url.href).to.equal(`${location.origin}/integration-hub/token`);
    expect(request({ token: 't', tokenUrl: '/x' }).source.kind).to.equal('function');
    expect(request({ getToken: undefined, token: 't', tokenUrl: '/x' }).source.kind).to.equal('token');
    expect(request({ environment: '' }).environment).to.equal('LIVE');
  });
});

describe('the page', () => {
  it('is read past elements that shadow the names of its document', () => {
    const shadows = ['visibilityState', 'documentElement'].map((name) => {
      const image = document.createElement('img');
      image.name = name;
      document.body.append(image);
      return image;
    });
    expect(document.visibilityState).to.be.an.instanceOf(HTMLImageElement);
    expect(isPageVisible()).to.equal(true);
    for (const image of shadows) image.remove();
    document.documentElement.lang = 'pt-BR';
    expect(pageLanguage()).to.equal('pt-BR');
    document.documentElement.lang = '';
    expect(pageLanguage()).to.equal(navigator.language);
  });
});

import { expect } from '@open-wc/testing';
import { askEarly } from '../../src/browser/ask-early.js';
import { type EarlyAnswers, earlyKey } from '../../src/browser/early-answers.js';
import { readHubOptions } from '../../src/browser/hub-request.js';
import { createPageRegistry } from '../../src/browser/page-registry.js';
import type { HubSnapshot } from '../../src/core/hub/hub.js';
import { aHub } from '../support/factories.js';
import { createFakeFetch, type FakeAnswer, type FakeFetch, json, never, problem } from '../support/fake-fetch.js';
import { aToken } from '../support/tokens.js';
import { until } from '../support/until.js';

const realFetch = globalThis.fetch;
const origin = 'https://backend.test';
let network: FakeFetch;
let inits: unknown[];

/** What a page's markup says, and nothing else. */
function place(attributes: Record<string, string>, name = 'integration-hub'): Element {
  // Of an element that is not defined yet.
  const element = document.createElement('div').appendChild(document.createElementNS('http://www.w3.org/1999/xhtml', name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  document.body.append(element);
  return element;
}

const asked = () => network.requests.map(({ url }) => `${url.origin === location.origin ? '' : url.origin}${url.pathname}`);

/** The elements come, and ask. */
async function acquire(options = {}): Promise<HubSnapshot> {
  const request = readHubOptions({ tenant: 'acme', backend: origin, ...options });
  const { hub, release } = createPageRegistry().acquire(request);
  await until(() => hub.getSnapshot().status !== 'loading');
  release();
  return hub.getSnapshot();
}

const answers: Record<string, FakeAnswer> = {};
const answer = (path: string, given: FakeAnswer) => {
  answers[path] = given;
};

describe('what the entry of the script asks for', () => {
  beforeEach(() => {
    const token = aToken({}, Date.now());
    answer('/integration-hub/token', () => json({ token }));
    answer('/v1/hub', () => json(aHub()));
    network = createFakeFetch((request) => {
      const given = answers[request.url.pathname.replace(/.*(?=\/v1\/hub$)/, '')];
      if (given instanceof Error) throw given;
      return typeof given === 'function' ? given(request) : (given?.clone() ?? never());
    });
    inits = [];
    globalThis.fetch = (input, init) => {
      if (!String(input).endsWith('/events'))
        inits.push([String(input), { ...init, headers: [...new Headers(init?.headers)], signal: 0 }]);
      return network.fetch(input, init);
    };
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
    Reflect.deleteProperty(globalThis, earlyKey);
    for (const element of document.querySelectorAll('integration-hub, integration-widget')) element.remove();
  });

  it('is what the elements ask for, word for word, and is asked for once', async () => {
    expect((await acquire()).status).to.equal('ready');
    const byElements = inits;
    inits = [];
    place({ tenant: 'acme' });
    askEarly(origin);
    await until(() => inits.length === 2);
    expect(inits).to.deep.equal(byElements);
    expect((await acquire()).status).to.equal('ready');
    expect(inits.length).to.equal(2);
  });

  it('is asked for once also where the elements come before it is answered, or after', async () => {
    for (const isLate of [false, true]) {
      Reflect.deleteProperty(globalThis, earlyKey);
      place({ tenant: 'acme' });
      askEarly(origin);
      const before = asked().length - 1;
      if (isLate) await until(() => asked().length === before + 2);
      await acquire();
      expect(
        asked()
          .slice(before)
          .filter((path) => !path.endsWith('/events')),
      ).to.deep.equal(['/integration-hub/token', `${origin}/v1/hub`]);
    }
  });

  it('is asked for by the first of two copies, and not where there are elements', async () => {
    place({ tenant: 'acme' });
    askEarly(origin);
    askEarly('https://other.test');
    await until(() => asked().length === 2);
    await acquire();
    askEarly(origin);
    expect(asked().filter((path) => path.endsWith('/v1/hub'))).to.deep.equal([`${origin}/v1/hub`]);
  });

  it('is left to the elements where the page says more than its markup does', () => {
    const element = place({ tenant: 'acme' });
    for (const name of ['getToken', 'store', 'tenant', 'backend', 'tokenUrl', 'token', 'env']) {
      Reflect.set(element, name, 'x');
      askEarly(origin);
      Reflect.deleteProperty(element, name);
    }
    element.remove();
    askEarly(origin);
    place({});
    askEarly(origin);
    expect(asked()).to.deep.equal([]);
  });

  it('never goes where the elements would not ask', async () => {
    const addresses = [
      'https://backend.test/hub',
      'https://backend.test/hub/?a=1#b',
      '/hub',
      './',
      'http://127.0.0.1:99/x',
      'http://localhost:9',
      'http://backend.test',
      'https://user:word@backend.test',
      'https://user@backend.test',
      'backend.test',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://backend.test',
      'https://',
      '//backend.test/y',
      '\\\\backend.test',
      'hub',
      '',
    ];
    for (const backend of addresses) {
      Reflect.deleteProperty(globalThis, earlyKey);
      for (const element of document.querySelectorAll('integration-hub')) element.remove();
      const count = asked().length;
      place({ tenant: 'acme', backend, 'token-url': '/integration-hub/token' });
      askEarly(origin);
      const early = Reflect.get(globalThis, earlyKey) as EarlyAnswers | undefined;
      if (early === undefined) {
        expect(asked().length, backend).to.equal(count);
        continue;
      }
      const { backend: read } = readHubOptions({ tenant: 'acme', backend });
      expect([...early.keys()], backend).to.include(new URL('v1/hub', read).href);
      await Promise.allSettled([...early.values()].map(({ response }) => response));
    }
  });

  it('asks for no hub with the token of another tenant, or with none', async () => {
    for (const given of [
      json({ token: aToken({ tenant: 'other' }, Date.now()) }),
      json({}),
      json([]),
      json({}, { status: 500 }),
    ]) {
      Reflect.deleteProperty(globalThis, earlyKey);
      answer('/integration-hub/token', () => given.clone());
      place({ tenant: 'acme' });
      askEarly(origin);
      const snapshot = await acquire();
      expect(snapshot.status).to.equal('failed');
      expect(asked().some((path) => path.endsWith('/v1/hub'))).to.equal(false);
    }
  });

  it('renews a refused token once, as ever', async () => {
    let count = 0;
    answer('/integration-hub/token', () => {
      count += 1;
      return json({ token: aToken({ sub: `${count}` }, Date.now()) });
    });
    answer('/v1/hub', ({ headers }) =>
      atob(headers.get('authorization')?.split('.')[1] ?? '').includes('"sub":"1"')
        ? problem(401, 'token_expired')
        : json(aHub()),
    );
    place({ tenant: 'acme' });
    askEarly(origin);
    expect((await acquire()).status).to.equal('ready');
    expect(asked().filter((path) => path.endsWith('/token')).length).to.equal(2);
    expect(asked().filter((path) => path.endsWith('/v1/hub')).length).to.equal(2);
  });

  it('fails where nobody sees it: the elements try again and tell', async () => {
    const stray: unknown[] = [];
    const note = ({ reason }: PromiseRejectionEvent) => stray.push(reason);
    addEventListener('unhandledrejection', note);
    let isDown = true;
    answer('/v1/hub', () => {
      if (isDown) throw new TypeError('Failed to fetch');
      return json(aHub());
    });
    place({ tenant: 'acme' });
    askEarly(origin);
    await until(() => asked().length === 2);
    await new Promise((resolve) => setTimeout(resolve));
    isDown = false;
    expect((await acquire()).status).to.equal('ready');
    expect(stray).to.deep.equal([]);
    removeEventListener('unhandledrejection', note);
  });

  it('is asked for anew once the token address answers with a token again', async () => {
    const token = answers['/integration-hub/token'] as FakeAnswer;
    answer('/integration-hub/token', () => new Response('<h1>Log in</h1>'));
    place({ tenant: 'acme' });
    askEarly(origin);
    const { hub, release } = createPageRegistry().acquire(readHubOptions({ tenant: 'acme', backend: origin }));
    await until(() => hub.getSnapshot().status === 'failed');
    answer('/integration-hub/token', token);
    await hub.refresh();
    expect(hub.getSnapshot().status).to.equal('ready');
    release();
  });

  it('uses the token that stands in the markup, in its environment', async () => {
    const token = aToken({}, Date.now());
    place({ tenant: 'acme', token, env: 'DRAFT' });
    askEarly(origin);
    await until(() => asked().length === 1);
    expect((await acquire({ token, environment: 'DRAFT' })).status).to.equal('ready');
    expect(asked().filter((path) => !path.endsWith('/events'))).to.deep.equal([`${origin}/v1/hub`]);
    // Another environment is another question.
    Reflect.deleteProperty(globalThis, earlyKey);
    askEarly(origin);
    await acquire({ token, environment: 'LIVE' });
    expect(network.requests.map(({ headers }) => headers.get('x-integration-environment'))).to.include('LIVE');
  });
});

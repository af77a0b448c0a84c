import { expect } from '@open-wc/testing';
import { createSignInOpener } from '../../src/browser/sign-in-opener.js';
import { until } from '../support/until.js';

/** The page's own origin plays the backend: a frame of it says hello as a start page would. */
const own = new URL('/', location.href);
const elsewhere = new URL('https://backend.test/');
const realOpen = window.open;

/** A window whose script says what it is told to its parent, and keeps what it is answered. */
function aStartPage() {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const inside = frame.contentWindow as Window & typeof globalThis;
  const script = inside.document.createElement('script');
  script.textContent = `
    window.heard = [];
    window.addEventListener('message', ({ data, origin }) => window.heard.push({ data, origin }));
    window.say = (data) => parent.postMessage(data, '*');`;
  inside.document.body.append(script);
  return {
    frame,
    inside,
    say: (data: unknown) => (Reflect.get(inside, 'say') as (data: unknown) => void)(data),
    heard: () => Reflect.get(inside, 'heard') as readonly { readonly data: unknown; readonly origin: string }[],
  };
}

const hello = (id: string) => ({ type: 'integration-hub/hello', id });
const id = 'i'.repeat(43);
const proof = 'p'.repeat(43);

/** Everything that was posted before has been delivered. */
const delivered = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });

describe('createSignInOpener', () => {
  const pages: ReturnType<typeof aStartPage>[] = [];
  const aPage = () => {
    const page = aStartPage();
    pages.push(page);
    return page;
  };
  let opened: (readonly unknown[])[] = [];
  const openInto = (page: Window | null | (() => never)) => {
    window.open = (...args: readonly unknown[]) => {
      opened.push(args);
      return typeof page === 'function' ? (page as () => never)() : page;
    };
  };

  afterEach(() => {
    window.open = realOpen;
    opened = [];
    for (const { frame } of pages.splice(0)) frame.remove();
  });

  it('draws 256 random bits, never twice the same', () => {
    const opener = createSignInOpener(elsewhere, () => 'en');
    const drawn = Array.from({ length: 50 }, () => opener.randomId());
    expect(new Set(drawn).size).to.equal(50);
    for (const text of drawn) expect(text).to.match(/^[A-Za-z0-9_-]{43}$/);
  });

  it('opens the start page in a centred window of its own, with an opener and no fixed name', () => {
    openInto(null);
    createSignInOpener(new URL('https://host.test/integrations/'), () => 'en').open(id, proof);
    const [url, name, features] = opened[0] ?? [];
    expect([url, name]).to.deep.equal([`https://host.test/integrations/oauth/start/${id}`, '_blank']);
    expect(features).to.match(/^popup,width=480,height=640,left=\d+,top=\d+$/);
    expect(features).not.to.match(/noopener|noreferrer/);
  });

  it('answers undefined where the browser blocks the window, by null or by a throw', () => {
    const opener = createSignInOpener(elsewhere, () => 'en');
    openInto(null);
    expect(opener.open(id, proof)).to.equal(undefined);
    openInto(() => {
      throw new DOMException('sandboxed', 'SecurityError');
    });
    expect(opener.open(id, proof)).to.equal(undefined);
  });

  it('opens nothing on a backend that is reached over plain http', () => {
    openInto(null);
    createSignInOpener(new URL('http://backend.test/'), () => 'en').open(id, proof);
    expect(opened).to.deep.equal([]);
  });

  it('tells the proof to the window it opened, at the exact origin', async () => {
    const page = aPage();
    openInto(page.inside);
    const opener = createSignInOpener(own, () => 'en');
    opener.open(id, proof);
    page.say(hello(id));
    await until(() => page.heard().length > 0);
    expect(page.heard()).to.deep.equal([{ data: { type: 'integration-hub/proof', id, proof }, origin: own.origin }]);
  });

  it('says nothing to another window, whatever id it names', async () => {
    const page = aPage();
    const other = aPage();
    openInto(page.inside);
    createSignInOpener(own, () => 'en').open(id, proof);
    other.say(hello(id));
    page.say(hello('x'.repeat(43)));
    page.say({ type: 'integration-hub/hello' });
    page.say(null);
    await delivered();
    page.say(hello(id));
    await until(() => page.heard().length > 0);
    expect(other.heard()).to.deep.equal([]);
    expect(page.heard().length).to.equal(1);
  });

  it('says nothing to another origin', async () => {
    const page = aPage();
    openInto(page.inside);
    createSignInOpener(elsewhere, () => 'en').open(id, proof);
    const control = createSignInOpener(own, () => 'en');
    control.open('c'.repeat(43), proof);
    page.say(hello(id));
    page.say(hello('c'.repeat(43)));
    await until(() => page.heard().length > 0);
    expect(page.heard().map(({ data }) => Reflect.get(data as object, 'id'))).to.deep.equal(['c'.repeat(43)]);
  });

  it('believes no message that comes from another origin, though it comes from the right window', async () => {
    const page = aPage();
    openInto(page.inside);
    createSignInOpener(own, () => 'en').open(id, proof);
    const message = { data: hello(id), source: page.inside };
    window.dispatchEvent(new MessageEvent('message', { ...message, origin: 'https://evil.test' }));
    window.dispatchEvent(new MessageEvent('message', { ...message, origin: 'null' }));
    window.dispatchEvent(new MessageEvent('message', { ...message, source: null, origin: own.origin }));
    window.dispatchEvent(new MessageEvent('message', { ...message, origin: own.origin }));
    await until(() => page.heard().length > 0);
    await delivered();
    expect(page.heard().length).to.equal(1);
  });

  it('answers the first window that comes from the link of a blocked one, and no second', async () => {
    const page = aPage();
    const other = aPage();
    openInto(null);
    createSignInOpener(own, () => 'en').open(id, proof);
    page.say(hello(id));
    await until(() => page.heard().length === 1);
    other.say(hello(id));
    page.say(hello(id));
    await until(() => page.heard().length === 2);
    expect(other.heard()).to.deep.equal([]);
  });

  it('keeps two sign-ins apart that go on at once', async () => {
    const pages = [aPage(), aPage()] as const;
    const opener = createSignInOpener(own, () => 'en');
    for (const [index, page] of pages.entries()) {
      openInto(page.inside);
      opener.open(`${index}`.repeat(43), `proof-${index}`);
    }
    for (const [index, page] of pages.entries()) page.say(hello(`${index}`.repeat(43)));
    await until(() => pages.every((page) => page.heard().length === 1));
    expect(pages.map((page) => page.heard()[0]?.data)).to.deep.equal(
      pages.map((_, index) => ({ type: 'integration-hub/proof', id: `${index}`.repeat(43), proof: `proof-${index}` })),
    );
    pages[0].say(hello('1'.repeat(43)));
    pages[1].say(hello('1'.repeat(43)));
    await until(() => pages[1].heard().length === 2);
    expect(pages[0].heard().length).to.equal(1);
  });

  it('reads closed, focuses and closes the window it opened', () => {
    const calls: string[] = [];
    const handle = { closed: false, focus: () => calls.push('focus'), close: () => calls.push('close') };
    openInto(handle as unknown as Window);
    const opener = createSignInOpener(elsewhere, () => 'en').open(id, proof);
    expect(opener?.isClosed()).to.equal(false);
    opener?.focus();
    opener?.close();
    handle.closed = true;
    expect(opener?.isClosed()).to.equal(true);
    expect(calls).to.deep.equal(['focus', 'close']);
  });

  it('notices when a person comes back, until it is told to stop', () => {
    const opener = createSignInOpener(elsewhere, () => 'en');
    const abort = new AbortController();
    let returns = 0;
    opener.onReturn(() => {
      returns += 1;
    }, abort.signal);
    for (const type of ['focus', 'online', 'visibilitychange']) window.dispatchEvent(new Event(type));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(returns).to.equal(4);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    expect(returns).to.equal(4);
    abort.abort();
    window.dispatchEvent(new Event('focus'));
    expect(returns).to.equal(4);
  });

  it('comes back to the page without fragment and handle', () => {
    const before = location.href;
    history.replaceState(null, '', '?tab=1&integration_authorization=secret#part');
    try {
      expect(createSignInOpener(elsewhere, () => 'en').returnUrl()).to.equal(new URL('?tab=1', location.href).href);
    } finally {
      history.replaceState(null, '', before);
    }
  });
});

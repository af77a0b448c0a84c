import { expect } from '@open-wc/testing';
import { until } from '../support/until.js';

type Ask = (origins: readonly string[], signal: AbortSignal) => Promise<string>;
type Framed = Window & { readonly ask: Ask };

const frames: HTMLIFrameElement[] = [];

async function aFrame(script: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frames.push(frame);
  frame.srcdoc = `<base href="${location.origin}/"><script type="module">${script}</script>`;
  document.body.append(frame);
  await until(() => frame.contentWindow !== null && Reflect.has(frame.contentWindow, 'ready'));
  return frame;
}

/** The framed page of the hub. */
const embed = async (): Promise<Framed> => {
  const frame = await aFrame(`
    import { tokenFromParent } from '/src/pages/token-from-parent.ts';
    Object.assign(window, { ask: tokenFromParent, ready: true });`);
  return frame.contentWindow as Framed;
};

/** What was asked by the time that everything posted before has been delivered. */
async function settledBy(asked: Promise<string>): Promise<string | undefined> {
  let answer: string | undefined;
  asked.then(
    (token) => {
      answer = token;
    },
    () => undefined,
  );
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
  await new Promise((resolve) => setTimeout(resolve));
  return answer;
}

const answer = { type: 'integration-hub/token', token: 'a-token' };
const listed = [location.origin];

describe('the token of a framed hub', () => {
  afterEach(() => {
    for (const frame of frames.splice(0)) frame.remove();
  });

  it('is asked for from the page around it, and taken from it', async () => {
    const framed = await embed();
    const heard: unknown[] = [];
    const listener = ({ data, source }: MessageEvent<unknown>) => {
      if (source !== framed) return;
      heard.push(data);
      framed.postMessage(answer, location.origin);
    };
    window.addEventListener('message', listener);
    try {
      expect(await framed.ask(listed, new AbortController().signal)).to.equal('a-token');
      expect(heard).to.deep.equal([{ type: 'integration-hub/token-request' }]);
    } finally {
      window.removeEventListener('message', listener);
    }
  });

  it('takes none from a page at an origin that is not listed', async () => {
    const framed = await embed();
    const abort = new AbortController();
    const asked = framed.ask(['https://app.example'], abort.signal);
    framed.postMessage(answer, location.origin);
    expect(await settledBy(asked)).to.equal(undefined);
    abort.abort();
  });

  it('takes none from a frame beside it', async () => {
    const framed = await embed();
    const abort = new AbortController();
    const asked = framed.ask(listed, abort.signal);
    const beside = await aFrame(`
      // In a task of its own: else WebKit takes the caller for the source.
      window.tell = (target, message) => setTimeout(() => target.postMessage(message, '*'));
      window.ready = true;`);
    (Reflect.get(beside.contentWindow as Window, 'tell') as (target: Window, message: unknown) => void)(framed, answer);
    expect(await settledBy(asked)).to.equal(undefined);
    framed.postMessage(answer, location.origin);
    expect(await asked).to.equal('a-token');
    abort.abort();
  });

  it('is no token when it is of another shape, and nobody waits after an abort', async () => {
    const framed = await embed();
    const abort = new AbortController();
    const asked = framed.ask(listed, abort.signal);
    for (const message of [null, 'token', { type: 'other', token: 'x' }, { ...answer, token: 7 }])
      framed.postMessage(message, location.origin);
    expect(await settledBy(asked)).to.equal(undefined);
    const reason = new Error('over');
    abort.abort(reason);
    expect(await asked.catch((cause: unknown) => cause)).to.equal(reason);
  });

  it('is not asked for where nothing is around it', async () => {
    if (window.parent !== window) return;
    const { tokenFromParent } = await import('../../src/pages/token-from-parent.js');
    const refused = await tokenFromParent(listed, new AbortController().signal).catch((cause: unknown) => cause);
    expect(refused).to.be.instanceOf(Error);
  });
});

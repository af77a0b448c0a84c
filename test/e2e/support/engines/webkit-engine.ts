import { until } from '../../../support/until.js';
import { WebDriverError, WebKitSession, webkitArguments } from '../../../support/webkit-session.js';
import { type Control, controlTime, type Engine, type EngineWindow, type Profile } from './engine.js';
import { findControl } from './find-control.js';
import { pageText } from './page-text.js';

const keys = { Enter: '\ue007', Tab: '\ue004' };
/** How WebDriver names an element in JSON. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
type ElementReference = Readonly<Record<typeof elementKey, string>>;

/** The page was redrawn, or moved on, between looking and pressing. */
const fleeting = new Set([
  'stale element reference',
  'element not interactable',
  'element click intercepted',
  'javascript error',
]);

const isCode = (cause: unknown, codes: ReadonlySet<string>): boolean => cause instanceof WebDriverError && codes.has(cause.code);
const isGone = (cause: unknown): boolean => isCode(cause, new Set(['no such window']));

/** A session has one window that its commands are about: each act chooses its own first, one act at a time. */
class WebKitProfile implements Profile {
  readonly #session: WebKitSession;
  #turn: Promise<unknown> = Promise.resolve();
  /** There is always a window, or the session ends: the one that nobody has opened yet. */
  #spare: string | undefined;

  private constructor(session: WebKitSession) {
    this.#session = session;
  }

  static async start(session: WebKitSession): Promise<WebKitProfile> {
    const profile = new WebKitProfile(session);
    [profile.#spare] = await profile.#handles();
    return profile;
  }

  async open(url: string): Promise<EngineWindow> {
    const handle = this.#spare ?? (await this.#newTab());
    this.#spare = undefined;
    const opened = this.#window(handle);
    await opened.goto(url);
    return opened;
  }

  async windows(): Promise<readonly EngineWindow[]> {
    const handles = await this.#handles();
    return handles.filter((handle) => handle !== this.#spare).map((handle) => this.#window(handle));
  }

  async windowOpenedBy(act: () => Promise<void>): Promise<EngineWindow> {
    const before = await this.#handles();
    await act();
    const message = 'No window was opened';
    const find = async () => (await this.#handles()).find((handle) => !before.includes(handle));
    return this.#window(await until(find, { timeout: controlTime, message }));
  }

  close(): Promise<void> {
    return this.#session.stop();
  }

  #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #handles(): Promise<string[]> {
    return this.#alone(async () => (await this.#session.command('GET', '/window/handles')) as string[]);
  }

  #newTab(): Promise<string> {
    return this.#alone(async () => {
      const { handle } = (await this.#session.command('POST', '/window/new', { type: 'tab' })) as { handle: string };
      return handle;
    });
  }

  #window(handle: string): EngineWindow {
    const session = this.#session;
    const inside = <Value>(work: () => Promise<Value>): Promise<Value> =>
      this.#alone(async () => {
        await session.command('POST', '/window', { handle });
        return work();
      });
    const run = async (script: (argument: never) => unknown, argument: unknown): Promise<unknown> =>
      session.command('POST', '/execute/sync', { script: `return (${script})(arguments[0]);`, args: [argument] });
    const act = (control: Control, step: string, body: object): Promise<unknown> => {
      const attempt = () =>
        inside(async () => {
          const element = (await run(findControl, control)) as ElementReference | null;
          if (element === null) return false;
          await session.command('POST', `/element/${element[elementKey]}/${step}`, body);
          return true;
        }).catch((cause: unknown) => {
          if (isCode(cause, fleeting)) return false;
          throw cause;
        });
      return until(attempt, { timeout: controlTime, message: `No such control: ${JSON.stringify(control)}` });
    };
    return {
      goto: (url) => inside(async () => void (await session.command('POST', '/url', { url }))),
      url: () => inside(async () => String(await session.command('GET', '/url'))),
      async click(control) {
        // A press that closes its own window is done.
        await act(control, 'click', {}).catch((cause: unknown) => {
          if (!isGone(cause)) throw cause;
        });
      },
      async type(control, text) {
        await act(control, 'clear', {});
        await act(control, 'value', { text });
      },
      async press(key) {
        const value = keys[key];
        const actions = [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ];
        await inside(() => session.command('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] }));
      },
      has: (control) => inside(async () => (await run(findControl, control)) !== null),
      text: () => inside(async () => String(await run(pageText, null))),
      run: (script, argument) => inside(() => run(script as never, argument)) as never,
      isClosed: async () => handle === this.#spare || !(await this.#handles()).includes(handle),
      close: async () => {
        const handles = await this.#handles();
        if (handles.length === 1) {
          await inside(() => session.command('POST', '/url', { url: 'about:blank' }));
          this.#spare = handle;
        } else await inside(() => session.command('DELETE', '/window'));
      },
    };
  }
}

/** A driver has one session, and a session one set of cookies: each profile is a driver of its own. */
export async function webkitEngine(): Promise<Engine> {
  const first = await WebKitSession.start();
  const waiting = [await WebKitProfile.start(first)];
  return {
    description: `${first.version}, MiniBrowser ${webkitArguments.join(' ')}`,
    newProfile: async () => waiting.pop() ?? WebKitProfile.start(await WebKitSession.start()),
    async close() {
      for (const profile of waiting) await profile.close();
    },
  };
}

import type { BrowserLauncher } from '@web/test-runner';
import type { ResizableBrowser } from './resize-plugin.js';
import { WebKitSession } from './webkit-session.js';

/** Keys that have no character, as the protocol writes them. */
const keys: Readonly<Record<string, string>> = {
  ...{ Backspace: '\ue003', Tab: '\ue004', Enter: '\ue007', Shift: '\ue008', Control: '\ue009', Alt: '\ue00a', Escape: '\ue00c' },
  ...{ PageUp: '\ue00e', PageDown: '\ue00f', End: '\ue010', Home: '\ue011', Delete: '\ue017', Space: ' ' },
  ...{ ArrowLeft: '\ue012', ArrowUp: '\ue013', ArrowRight: '\ue014', ArrowDown: '\ue015' },
};

/** What the test runner's commands call on a browser that is driven by WebDriver. */
interface WebDriverCommands {
  /** Each is a character, a key's name, or several with `+` between them. */
  sendKeys(id: string, chords: readonly string[]): Promise<unknown>;
  sendMouseMove(id: string, x: number, y: number): Promise<unknown>;
  sendMouseClick(id: string, x: number, y: number): Promise<unknown>;
  resetMouse(id: string): Promise<unknown>;
}

/** Runs test files, one after the other, in WebKitGTK on a display of its own, by the WebDriver protocol. */
export function webkitLauncher(): BrowserLauncher & WebDriverCommands & ResizableBrowser {
  let session: WebKitSession | undefined;
  let active: string | undefined;

  function command(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    if (session === undefined) throw new Error('WebKit has not been started.');
    return session.command(method, path, body);
  }

  const open = (url: string): Promise<unknown> => command('POST', '/url', { url });

  const act = (type: 'key' | 'pointer', actions: readonly object[]): Promise<unknown> =>
    command('POST', '/actions', { actions: [{ type, id: type, actions }] });
  const pointTo = (x: number, y: number): object => ({ type: 'pointerMove', duration: 0, x, y });

  return {
    name: 'WebKit',
    type: 'webdriver',
    concurrency: 1,
    async initialize() {
      session = await WebKitSession.start();
    },
    async startSession(id, url) {
      active = id;
      await open(url);
    },
    isActive: (id) => id === active,
    getBrowserUrl: async () => String(await command('GET', '/url')),
    async stopSession() {
      active = undefined;
      await open('about:blank');
      return {};
    },
    async resize({ width, height }) {
      const script = 'return [outerWidth - innerWidth, outerHeight - innerHeight];';
      const [across = 0, down = 0] = (await command('POST', '/execute/sync', { script, args: [] })) as number[];
      await command('POST', '/window/rect', { width: width + across, height: height + down });
    },
    async startDebugSession() {
      throw new Error('WebKit has no window to debug in here.');
    },
    sendKeys(_id, chords) {
      const strokes = chords.flatMap((chord) => {
        const pressed = (chord.length > 1 ? chord.split('+') : [chord]).map((key) => keys[key] ?? key);
        const down = pressed.map((value) => ({ type: 'keyDown', value }));
        return [...down, ...pressed.toReversed().map((value) => ({ type: 'keyUp', value }))];
      });
      return act('key', strokes);
    },
    sendMouseMove: (_id, x, y) => act('pointer', [pointTo(x, y)]),
    sendMouseClick: (_id, x, y) =>
      act('pointer', [pointTo(x, y), { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }]),
    resetMouse: () => act('pointer', [pointTo(0, 0)]),
    async stop() {
      await session?.stop();
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { BrowserLauncher } from '@web/test-runner';
import { requireBrowser } from './browsers.js';
import { until } from './until.js';

/** WebKitGTK's own browser for tests lies beside its library, under the name of the machine's architecture. */
function findMiniBrowser(): string {
  for (const architecture of readdirSync('/usr/lib')) {
    for (const version of ['4.1', '4.0']) {
      const folder = `/usr/lib/${architecture}/webkit2gtk-${version}`;
      try {
        if (readdirSync(folder).includes('MiniBrowser')) return `${folder}/MiniBrowser`;
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
  }
  throw new Error('WebKitWebDriver is there, and its MiniBrowser is not: install webkit2gtk-driver again.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

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
export function webkitLauncher(): BrowserLauncher & WebDriverCommands {
  let driver: ChildProcess | undefined;
  let base = '';
  let session = '';
  let active: string | undefined;

  async function command(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${base}${path}`, { method, ...content });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`WebKit refuses ${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  const open = (url: string): Promise<unknown> => command('POST', `/session/${session}/url`, { url });

  const act = (type: 'key' | 'pointer', actions: readonly object[]): Promise<unknown> =>
    command('POST', `/session/${session}/actions`, { actions: [{ type, id: type, actions }] });
  const pointTo = (x: number, y: number): object => ({ type: 'pointerMove', duration: 0, x, y });

  return {
    name: 'WebKit',
    type: 'webdriver',
    concurrency: 1,
    async initialize() {
      const port = await freePort();
      base = `http://127.0.0.1:${port}`;
      const screen = ['-a', '-s', '-screen 0 1280x900x24'];
      driver = spawn('xvfb-run', [...screen, requireBrowser('webkit'), `--port=${port}`], { stdio: 'ignore', detached: true });
      await until(() => command('GET', '/status').catch(() => undefined), { timeout: 20_000 });
      const capabilities = {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: findMiniBrowser(), args: ['--automation'] },
        },
      };
      ({ sessionId: session } = (await command('POST', '/session', { capabilities })) as { sessionId: string });
    },
    async startSession(id, url) {
      active = id;
      await open(url);
    },
    isActive: (id) => id === active,
    getBrowserUrl: async () => String(await command('GET', `/session/${session}/url`)),
    async stopSession() {
      active = undefined;
      await open('about:blank');
      return {};
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
      // The session first, or its MiniBrowser outlives the driver.
      if (session !== '') await command('DELETE', `/session/${session}`);
      if (driver?.pid !== undefined) process.kill(-driver.pid, 'SIGTERM');
    },
  };
}

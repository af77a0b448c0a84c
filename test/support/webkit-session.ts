import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
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

/** What WebDriver answers to a command that it refuses; `code` is its own word for why, such as `no such window`. */
export class WebDriverError extends Error {
  override readonly name = 'WebDriverError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Refusal {
  readonly error: string;
  readonly message: string;
}

export const webkitArguments: readonly string[] = ['--automation'];

/** WebKitGTK on a display of its own, driven by the WebDriver protocol. A driver has one session. */
export class WebKitSession {
  readonly version: string;
  readonly #driver: ChildProcess;
  readonly #base: string;
  readonly #id: string;

  private constructor(driver: ChildProcess, base: string, id: string, version: string) {
    this.#driver = driver;
    this.#base = base;
    this.#id = id;
    this.version = version;
  }

  static async start(): Promise<WebKitSession> {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const screen = ['-a', '-s', '-screen 0 1280x900x24'];
    const driver = spawn('xvfb-run', [...screen, requireBrowser('webkit'), `--port=${port}`], {
      stdio: 'ignore',
      detached: true,
    });
    try {
      await until(() => send(base, 'GET', '/status').catch(() => undefined), { timeout: 30_000 });
      const alwaysMatch = {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: findMiniBrowser(), args: webkitArguments },
      };
      const answer = await send(base, 'POST', '/session', { capabilities: { alwaysMatch } });
      const { sessionId, capabilities } = answer as { sessionId: string; capabilities: { browserVersion: string } };
      return new WebKitSession(driver, base, sessionId, capabilities.browserVersion);
    } catch (cause) {
      end(driver);
      throw cause;
    }
  }

  /** @param path below the session, with a slash. @throws {WebDriverError} */
  command(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    return send(this.#base, method, `/session/${this.#id}${path}`, body);
  }

  async stop(): Promise<void> {
    try {
      // The session first, or its MiniBrowser outlives the driver.
      await this.command('DELETE', '');
    } finally {
      end(this.#driver);
    }
  }
}

const end = ({ pid }: ChildProcess): void => {
  if (pid !== undefined) process.kill(-pid, 'SIGTERM');
};

/** A driver that does not answer is not waited for: WebKit's own limit for loading a page is five minutes. */
const patience = 45_000;

async function send(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${base}${path}`, { method, signal: AbortSignal.timeout(patience), ...content });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as Refusal;
  throw new WebDriverError(error, `WebKit refuses ${method} ${path}: ${error}, ${message}`);
}

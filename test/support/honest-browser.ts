import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.js';

/** Opens a page in a window of its own, and answers how that one is closed. */
export type Visit = (url: string) => Promise<() => Promise<void>>;

/**
 * Shows that a browser behaves as people's browsers do, by trying: it blocks a pop-up that nobody asked for, and a third
 * party's storage is not the one that it has as a first party. Answers the two sites of the trial.
 *
 * @throws Error that says which of both is off.
 */
export async function assertBrowserIsHonest(visit: Visit): Promise<readonly [own: string, foreign: string]> {
  const probe = await Probe.start(visit);
  // The browser takes these two names of one address for two sites.
  const [own, foreign] = [`http://127.0.0.1:${probe.port}`, `http://localhost:${probe.port}`] as const;
  try {
    const popup = await probe.ask(`${own}/popup`);
    if (popup !== 'blocked') throw new Error(`The browser does not block pop-ups: a page without a gesture got ${popup}.`);
    await probe.ask(`${foreign}/store`);
    const seen = await probe.ask(`${own}/framed?${foreign}/read`);
    if (seen !== 'nothing') throw new Error(`The browser does not partition storage: a framed third party got ${seen}.`);
    const kept = await probe.ask(`${foreign}/read`);
    if (kept !== 'first-party') throw new Error(`The browser lost a first party's storage (${kept}): the probe shows nothing.`);
    return [own, foreign];
  } finally {
    await probe.close();
  }
}

const pages: Readonly<Record<string, string>> = {
  // Whoever drives a browser leaves it gestures that last for seconds.
  '/popup': `
    const look = () => {
      if (navigator.userActivation.isActive) return setTimeout(look, 100);
      say(open('/empty', 'probe', 'popup') === null ? 'blocked' : 'a window');
    };
    setTimeout(look, 100);`,
  '/store': `localStorage.setItem('probe', 'first-party'); say('stored');`,
  // Where it is not partitioned, a browser that blocks third-party cookies refuses the storage as a whole.
  '/read': `
    let value;
    try { value = localStorage.getItem('probe') ?? 'nothing'; } catch (error) { value = error.name; }
    say(value);`,
  '/framed': `const frame = document.createElement('iframe'); frame.src = location.search.slice(1); document.body.append(frame);`,
  '/empty': '',
};

/** Pages that tell their server what they saw. Nothing is evaluated in them: that would count as a gesture. */
class Probe {
  readonly #server: Server;
  readonly #visit: Visit;
  readonly #said: string[] = [];

  private constructor(server: Server, visit: Visit) {
    this.#server = server;
    this.#visit = visit;
  }

  static async start(visit: Visit): Promise<Probe> {
    const server = createServer();
    const probe = new Probe(server, visit);
    server.on('request', (request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (pathname === '/said') probe.#said.push(decodeURIComponent(search.slice(1)));
      const script = pages[pathname];
      response.writeHead(script === undefined ? 404 : 200, { 'content-type': 'text/html' });
      const say = "const say = (text) => fetch('/said?' + encodeURIComponent(text));";
      response.end(`<!doctype html><title>probe</title><body><script>${say}${script ?? ''}</script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return probe;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async ask(url: string): Promise<string> {
    const before = this.#said.length;
    const close = await this.#visit(url);
    const said = await until(() => this.#said[before], { timeout: 30_000, message: `${url} says nothing` });
    await close();
    return said;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

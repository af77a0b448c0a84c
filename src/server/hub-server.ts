import { setTimeout as pause } from 'node:timers/promises';
import { routeTable } from './api/table.js';
import { type App, createApp } from './http/app.js';
import { createEventStreams, type EventStreams } from './http/event-streams.js';
import type { Started } from './http/serve-route.js';
import type { Services } from './hub/services/services.js';
import type { ServerOptions } from './options/options.js';
import { resolveOptions } from './options/resolve-options.js';
import { ProblemError } from './platform/problem-error.js';
import type { Server } from './server.js';
import { type RunningServices, startServices } from './start-services.js';

/** Streams of one session at a time. */
const STREAMS = 20;
/** How long `stop()` waits for requests under way, in milliseconds. */
const DRAIN = 10_000;

/** What tests set: everything has its default. */
export interface ServerParts {
  /** Milliseconds between the comments that keep a stream open. */
  readonly heartbeat?: number;
  readonly streamsPerSession?: number;
  /** Where the built script lies. */
  readonly scriptDirectory?: URL;
}

/** Beside the built server; from the sources, where the build puts it. */
const builtScript = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/script-tag/' : '../script-tag/', import.meta.url);

type State =
  | { readonly name: 'new' | 'starting' | 'stopped' }
  | { readonly name: 'started' | 'draining'; readonly running: RunningServices };

export class HubServer implements Server {
  readonly #options: ReturnType<typeof resolveOptions>;
  readonly #streams: EventStreams;
  readonly #app: App;
  #state: State = { name: 'new' };
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #underWay = 0;

  constructor(options: ServerOptions, parts: ServerParts = {}) {
    this.#options = resolveOptions(options);
    const { publicUrl, allowedOrigins, trustedProxies, log } = this.#options;
    const { heartbeat, streamsPerSession = STREAMS, scriptDirectory = builtScript() } = parts;
    this.#streams = createEventStreams({ perSession: streamsPerSession, ...(heartbeat === undefined ? {} : { heartbeat }) });
    this.#app = createApp({
      rows: routeTable({ publicUrl, streams: this.#streams, scriptDirectory }),
      publicUrl,
      allowedOrigins,
      trustedProxies,
      log,
      started: () => this.#started(),
    });
  }

  /** As the router knows them. */
  get routes(): readonly { readonly method: string; readonly path: string }[] {
    return this.#app.routes.map(({ method, path }) => ({ method, path }));
  }

  get services(): Services {
    return this.#started().services;
  }

  async fetch(request: Request, connectionInfo: { readonly address?: string } = {}): Promise<Response> {
    this.#underWay += 1;
    try {
      return await this.#app.fetch(request, connectionInfo);
    } finally {
      this.#underWay -= 1;
    }
  }

  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #start(): Promise<void> {
    if (this.#state.name === 'stopped') throw new Error('The server was stopped: make another one');
    this.#state = { name: 'starting' };
    this.#state = { name: 'started', running: await startServices(this.#options) };
    this.#options.log.info('Started', { publicUrl: this.#options.publicUrl });
  }

  async #stop(): Promise<void> {
    // A start that fails has closed what it opened, and told who asked for it.
    await this.#starting?.catch(() => undefined);
    if (this.#state.name !== 'started') {
      this.#state = { name: 'stopped' };
      return;
    }
    const { running } = this.#state;
    this.#state = { name: 'draining', running };
    this.#options.log.info('Stopping');
    this.#streams.close();
    const deadline = Date.now() + DRAIN;
    while (this.#underWay > 0 && Date.now() < deadline) await pause(10);
    await running.stop();
    this.#state = { name: 'stopped' };
  }

  #started(): Started {
    if (this.#state.name === 'started') return this.#state.running;
    throw new ProblemError('unavailable', { retryAfter: this.#state.name === 'starting' ? 2 : 5 });
  }
}

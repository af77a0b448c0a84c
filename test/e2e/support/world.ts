import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { addressesOf, portsFrom } from '../../../demo/addresses.js';
import type { BackendSurroundings } from '../../../demo/backend.js';
import type { AuthorizationServerEvent } from '../../../demo/providers/authorization/event.js';
import type { Coop } from '../../../demo/providers/authorization-server.js';
import type { DemoDatabase } from '../../../demo/providers/database.js';
import type { Access } from '../../../demo/providers/desk/access.js';
import type { DeskEvent } from '../../../demo/providers/desk.js';
import type { DriveEvent } from '../../../demo/providers/drive.js';
import type { StorageEvent } from '../../../demo/providers/storage/object-store.js';
import { copyEmbeddedTemplate } from '../../support/embedded-template.js';
import { DemoProcess } from './demo-process.js';
import { claimPorts, type PortBlock } from './port-block.js';

export interface WorldOptions {
  /** First of ten ports. Where another run has them, others are taken. */
  readonly port: number;
  /** Seconds. */
  readonly accessTokenTtl?: number;
  readonly driveSize?: { readonly folders: number; readonly files: number };
  /** Ports after the first at which pages of tests may embed the hub as well. */
  readonly allowedPorts?: readonly number[];
  /** Ports after the first at which pages may show the hub in a frame. */
  readonly embedPorts?: readonly number[];
  /** Where the backend makes its database, which takes it longer than to start. Default: it finds an empty one. */
  readonly isFirstStart?: boolean;
}

async function flipAt(origin: string, switches: Readonly<Record<string, unknown>>): Promise<unknown> {
  const answer = await fetch(new URL('/admin/switches', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
  if (!answer.ok) throw new Error(`The switches were refused: ${answer.status}`);
  return answer.json();
}

interface Ready {
  readonly backend: BackendSurroundings;
  readonly database: Omit<DemoDatabase, 'close'>;
  readonly access: readonly Access[];
}

/** The whole demo on ports of its own: host application with stand-ins, and backend, in a process each. */
export class World {
  /** First of ten ports. */
  readonly port: number;
  readonly host: string;
  readonly backendUrl: string;
  /** Everything that the demo keeps is below it. */
  readonly directory: string;
  readonly #ports: PortBlock;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #surroundings: DemoProcess;
  readonly #overrides: Readonly<Record<string, readonly string[]>>;
  /** Every backend there has been, oldest first. */
  readonly #backends: DemoProcess[] = [];
  #ready: Ready | undefined;

  private constructor(
    ports: PortBlock,
    { allowedPorts = [], embedPorts = [], ...around }: Omit<WorldOptions, 'port' | 'isFirstStart'>,
  ) {
    const port = ports.first;
    this.#ports = ports;
    this.port = port;
    this.directory = mkdtempSync(join(tmpdir(), 'integration-hub-'));
    // As root, the database server in it runs as another user.
    chmodSync(this.directory, 0o711);
    this.#environment = { DEMO_PORT: String(port) };
    const addresses = addressesOf(portsFrom(this.#environment));
    this.host = addresses.host;
    this.backendUrl = addresses.backend;
    const at = (offset: number): string => `http://localhost:${port + offset}`;
    this.#overrides = { allowedOrigins: [this.host, ...allowedPorts.map(at)], embedOrigins: embedPorts.map(at) };
    this.#surroundings = new DemoProcess(
      './surroundings-process.ts',
      [this.directory, JSON.stringify(around)],
      this.#environment,
    );
  }

  get settings(): BackendSurroundings {
    return this.#started.backend;
  }

  /** The customer's PostgreSQL server. */
  get database(): Ready['database'] {
    return this.#started.database;
  }

  /** The keys, tokens and passwords that the help desk began with. */
  get access(): Ready['access'] {
    return this.#started.access;
  }

  get #started(): Ready {
    if (this.#ready === undefined) throw new Error('The world has not started yet');
    return this.#ready;
  }

  static async start({ port, isFirstStart = false, ...options }: WorldOptions): Promise<World> {
    const world = new World(await claimPorts(port), options);
    try {
      const line = await world.#surroundings.line('{"ready"');
      world.#ready = (JSON.parse(line) as { ready: Ready }).ready;
      if (!isFirstStart) await copyEmbeddedTemplate(world.settings.dataDirectory);
      await world.startBackend();
      return world;
    } catch (cause) {
      await world.stop();
      throw cause;
    }
  }

  async startBackend(): Promise<void> {
    const file = join(this.directory, 'backend.json');
    writeFileSync(file, JSON.stringify({ surroundings: this.settings, overrides: this.#overrides }), { mode: 0o600 });
    const backend = new DemoProcess('./backend-process.ts', [file], this.#environment);
    this.#backends.push(backend);
    await backend.line('ready');
  }

  async endBackend(signal: NodeJS.Signals): Promise<void> {
    await this.#backends.at(-1)?.end(signal);
  }

  /** Milliseconds that the stand-ins take before every answer. */
  async slowDown(latency: { readonly drive: number; readonly storage: number }): Promise<void> {
    await this.#surroundings.ask({ driveLatency: latency.drive, storageLatency: latency.storage });
  }

  /** What the host's pages send as `Cross-Origin-Opener-Policy`. */
  async hostCoop(coop: Coop): Promise<void> {
    await this.#surroundings.ask({ coop: coop === 'none' ? null : coop });
  }

  /** When requests of sign-ins reached the backend, oldest first. `request` is a method and a path without its query. */
  arrivals(request: RegExp): readonly number[] {
    const lines = this.#backends.flatMap(({ output }) => output.filter((line) => line.startsWith('{"arrival"')));
    const all = lines.map((line) => JSON.parse(line) as { readonly arrival: string; readonly at: number });
    return all.filter(({ arrival }) => request.test(arrival)).map(({ at }) => at);
  }

  /** What browsers reported to the host application about its policy. */
  async violations(): Promise<readonly unknown[]> {
    return ((await this.#surroundings.ask({})) as { violations: readonly unknown[] }).violations;
  }

  /** The authorization server's own log. */
  async accountsLog(): Promise<AuthorizationServerEvent[]> {
    const answer = await fetch(new URL('/admin/log', this.settings.google.authorizationUrl));
    return (await answer.json()) as AuthorizationServerEvent[];
  }

  /** Every request that reached the Drive API. */
  async driveLog(): Promise<DriveEvent[]> {
    const answer = await fetch(new URL('/admin/log', this.settings.google.drive));
    return (await answer.json()) as DriveEvent[];
  }

  /** Every request that reached the help desk's API. */
  async deskLog(): Promise<DeskEvent[]> {
    const answer = await fetch(new URL('/admin/log', this.settings.desk.desk));
    return (await answer.json()) as DeskEvent[];
  }

  /** The object store's own log. */
  async storageLog(): Promise<StorageEvent[]> {
    const answer = await fetch(new URL('/admin/log', this.settings.google.storage));
    return (await answer.json()) as StorageEvent[];
  }

  /** Flips switches of the authorization server. */
  async flip(switches: Readonly<Record<string, unknown>>): Promise<void> {
    await flipAt(this.settings.google.authorizationUrl, switches);
  }

  /** Flips switches of the help desk. Answers what it issued. */
  async flipDesk(switches: Readonly<Record<string, unknown>>): Promise<readonly Access[]> {
    return ((await flipAt(this.settings.desk.desk, switches)) as { issued: readonly Access[] }).issued;
  }

  /** Everything that any process has said, but what it says to tests. */
  get output(): readonly string[] {
    const processes = [this.#surroundings, ...this.#backends];
    return processes.flatMap(({ output }) => output.filter((line) => !/^\{"(?:ready|answer|arrival)"/.test(line)));
  }

  async stop(): Promise<void> {
    await this.endBackend('SIGTERM');
    await this.#surroundings.end('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true });
    await this.#ports.release();
  }
}

/** Playwright's `test` with a world that all tests of a file share. */
export const testIn = (options: WorldOptions) =>
  base.extend<{ said: undefined }, { world: World }>({
    actionTimeout: 15_000,
    said: [
      async ({ world }, use, test) => {
        await use(undefined);
        if (test.status !== test.expectedStatus)
          console.log(`The last that the processes said:\n${world.output.slice(-40).join('\n')}`);
      },
      { auto: true },
    ],
    world: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
      async ({}, use) => {
        const world = await World.start(options);
        try {
          await use(world);
        } finally {
          await world.stop();
        }
      },
      { scope: 'worker', timeout: 300_000 },
    ],
  });

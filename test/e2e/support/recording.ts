import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Place, Secret } from '../../support/secret-scanner.js';
import { pageSource } from './page-source.js';
import { RecordingProxy } from './recording-proxy.js';
import type { World } from './world.js';

type StoredToken = readonly [key: string, stored: { readonly payload: unknown }];

const kinds: Readonly<Record<string, string>> = {
  AccessToken: 'access token',
  RefreshToken: 'refresh token',
  AuthorizationCode: 'authorization code',
};

/** Everything that a run of the demo lets out: network, pages, consoles, what processes say, what the database keeps. */
export class Recording {
  readonly context: BrowserContext;
  readonly #world: World;
  readonly #proxy: RecordingProxy;
  readonly #places: Place[] = [];
  readonly #tokens = new Map<string, string>();

  private constructor(world: World, proxy: RecordingProxy, context: BrowserContext) {
    this.#world = world;
    this.#proxy = proxy;
    this.context = context;
    const note = (area: string, name: string, text: string) => this.#places.push({ area, name, text });
    context.on('console', (message) => note('console', message.page()?.url() ?? 'worker', message.text()));
    context.on('weberror', (error) => note('console', error.page()?.url() ?? 'worker', String(error.error().stack)));
  }

  static async start(world: World, browser: Browser): Promise<Recording> {
    const proxy = await RecordingProxy.start();
    return new Recording(world, proxy, await browser.newContext({ proxy: { server: proxy.address } }));
  }

  /** Takes down what a page shows and keeps now. */
  async look(page: Page): Promise<void> {
    this.#places.push({ area: 'page', name: page.url(), text: await pageSource(page) });
  }

  add(places: readonly Place[]): void {
    this.#places.push(...places);
  }

  /** Takes down the tokens that the authorization server has given out: it forgets those that ended. */
  async noteTokens(): Promise<void> {
    const file = join(this.#world.directory, 'services', 'accounts', 'tokens.json');
    for (const [key] of JSON.parse(await readFile(file, 'utf8')) as StoredToken[]) {
      const [model = '', id = ''] = key.split(':');
      const kind = kinds[model];
      if (kind !== undefined) this.#tokens.set(id, kind);
    }
  }

  /** Every secret of the demo, and those that were made while it ran. */
  async secrets(): Promise<Secret[]> {
    const { google, desk, serviceAccount, sessionKeys, dataDirectory } = this.#world.settings;
    const [sessionKey] = sessionKeys;
    const vault = await readFile(join(dataDirectory, 'vault.keys'), 'utf8');
    const keys = vault
      .trim()
      .split(',')
      .map((entry) => Buffer.from(entry.slice(entry.indexOf(':') + 1), 'base64'));
    return [
      { kind: 'client secret', value: google.clientSecret },
      { kind: 'client secret', value: desk.clientSecret },
      { kind: 'private key', value: serviceAccount.private_key },
      { kind: 'database password', value: this.#world.database.password },
      ...(sessionKey?.algorithm === 'HS256' ? [{ kind: 'session secret', value: sessionKey.secret }] : []),
      ...keys.map((value) => ({ kind: 'vault key', value })),
      ...[...this.#tokens].map(([value, kind]) => ({ kind, value })),
      ...this.#sessionTokens().map((value) => ({ kind: 'session token', value })),
    ];
  }

  places(): Place[] {
    const output = this.#world.output.map((text, index) => ({ area: 'output', name: `line ${index + 1}`, text }));
    return [...this.#proxy.places(), ...this.#places, ...output];
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.#proxy.close();
  }

  #sessionTokens(): string[] {
    const answers = this.#proxy.places().filter(({ area, name }) => area === 'response body' && isTokenAnswer(name));
    return [...new Set(answers.map(({ text }) => (JSON.parse(text) as { token: string }).token))];
  }
}

const isTokenAnswer = (name: string): boolean => /^GET \S+\/(?:integration-hub|sign-in-methods)\/token$/.test(name);

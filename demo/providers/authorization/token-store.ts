import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  /** Milliseconds since the epoch; absent: never. */
  expiresAt?: number;
}

/** Token kinds that end with their grant. */
const grantable = ['AccessToken', 'AuthorizationCode', 'RefreshToken'];

/**
 * Everything the authorization server remembers: sessions, grants, tokens. With a file, a change is on the disk (written
 * beside and renamed) before the promise of its adapter call settles, so a token that was handed out outlives a restart.
 */
export class TokenStore {
  readonly #file: string | undefined;
  readonly #entries: Map<string, Stored>;
  #written: Promise<void> = Promise.resolve();
  #scheduled: Promise<void> | undefined;

  constructor(file?: string) {
    this.#file = file;
    this.#entries = new Map();
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file)) this.#entries = new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, Stored][]);
  }

  /** The adapter of one model (`AccessToken`, `Session` …), as oidc-provider asks for it. */
  readonly adapter = (model: string): Adapter => ({
    upsert: (id, payload, expiresIn) => {
      this.#entries.set(`${model}:${id}`, { payload, ...(expiresIn ? { expiresAt: Date.now() + expiresIn * 1000 } : {}) });
      return this.#save();
    },
    find: async (id) => this.#read(`${model}:${id}`),
    findByUid: async (uid) => this.#list(model).find(([, payload]) => payload.uid === uid)?.[1],
    findByUserCode: async (userCode) => this.#list(model).find(([, payload]) => payload.userCode === userCode)?.[1],
    consume: (id) => {
      const payload = this.#read(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      return this.#save();
    },
    destroy: (id) => {
      this.#entries.delete(`${model}:${id}`);
      return this.#save();
    },
    revokeByGrantId: (grantId) => {
      this.#deleteOfGrant(model, grantId);
      return this.#save();
    },
  });

  /** Ends every grant of an account, of one client or of all, with all its tokens. Answers the clients that lost one. */
  async revokeGrants(accountId: string, clientId?: string): Promise<string[]> {
    const clients = new Set<string>();
    for (const [key, payload] of this.#list('Grant')) {
      if (payload.accountId !== accountId || (clientId && payload.clientId !== clientId)) continue;
      this.#entries.delete(key);
      for (const model of grantable) this.#deleteOfGrant(model, key.slice('Grant:'.length));
      if (payload.clientId) clients.add(payload.clientId);
    }
    await this.#save();
    return [...clients];
  }

  /** Makes every access token of an account (all accounts without one) invalid; refresh tokens stay good. */
  async expireAccessTokens(accountId?: string): Promise<void> {
    for (const [key, payload] of this.#list('AccessToken')) {
      if (!accountId || payload.accountId === accountId) this.#entries.delete(key);
    }
    await this.#save();
  }

  /** Waits until everything is on the disk. */
  async flush(): Promise<void> {
    await this.#save();
  }

  #read(key: string): AdapterPayload | undefined {
    const stored = this.#entries.get(key);
    return stored && !isOver(stored) ? stored.payload : undefined;
  }

  #list(model: string): [string, AdapterPayload][] {
    const prefix = `${model}:`;
    return [...this.#entries].flatMap(([key, stored]) =>
      key.startsWith(prefix) && !isOver(stored) ? [[key, stored.payload]] : [],
    );
  }

  #deleteOfGrant(model: string, grantId: string): void {
    for (const [key, payload] of this.#list(model)) if (payload.grantId === grantId) this.#entries.delete(key);
  }

  /** Calls that come while a write is under way share the next one. */
  #save(): Promise<void> {
    if (this.#scheduled) return this.#scheduled;
    const write = this.#written.then(() => {
      this.#scheduled = undefined;
      return this.#write();
    });
    this.#scheduled = write;
    // A failed write is reported to those who waited for it; the next one starts afresh.
    this.#written = write.then(
      () => undefined,
      () => undefined,
    );
    return write;
  }

  async #write(): Promise<void> {
    for (const [key, stored] of this.#entries) if (isOver(stored)) this.#entries.delete(key);
    if (!this.#file) return;
    const beside = `${this.#file}.new`;
    await writeFile(beside, JSON.stringify([...this.#entries]), { mode: 0o600 });
    await rename(beside, this.#file);
  }
}

function isOver(stored: Stored): boolean {
  return stored.expiresAt !== undefined && stored.expiresAt <= Date.now();
}

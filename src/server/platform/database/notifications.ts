import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { outsideTransactions } from './transactions.js';

const FIRST_RETRY = 100;
const LAST_RETRY = 5000;

export interface Listening {
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  readonly onReconnect: (() => void) | undefined;
}

export interface NotificationsOptions {
  /** A client that is not connected yet, used for nothing else. */
  readonly createClient: () => Client;
  /** Done once it is connected. */
  readonly prepare?: (client: Client) => Promise<void>;
  /** Told of every lost connection and every vain attempt to get another. */
  readonly onError: (error: Error) => void;
  /** Milliseconds between looks whether the connection still answers. None where it cannot be lost unnoticed. */
  readonly heartbeat: number | undefined;
}

/** LISTEN on one client of its own, opened with the first listener and opened again whenever it is lost. */
export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #listening = new Set<Listening>();
  readonly #closing = new AbortController();
  #client: Promise<Client> | undefined;
  #asking: Promise<void> = Promise.resolve();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** Resolves once the channel is listened to. @returns what ends it */
  async add(listening: Listening): Promise<() => Promise<void>> {
    this.#listening.add(listening);
    try {
      this.#client ??= this.#open().catch((error) => {
        // The next listener tries again.
        this.#client = undefined;
        throw error;
      });
      const client = await this.#client;
      await this.#listen(client, listening.channel);
    } catch (error) {
      this.#listening.delete(listening);
      throw error;
    }
    // The channel itself stays: UNLISTEN could silence a listener that is being added.
    return async () => {
      this.#listening.delete(listening);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#heartbeat);
    this.#listening.clear();
    const [client] = await Promise.allSettled([this.#client]);
    if (client.status === 'fulfilled') await client.value?.end();
  }

  async #open(): Promise<Client> {
    const client = this.#options.createClient();
    let opened = false;
    client.on('error', this.#options.onError);
    client.on('end', () => {
      if (opened) this.#lost();
    });
    client.on('notification', ({ channel, payload }) => {
      outsideTransactions(() => {
        for (const listening of this.#listening) if (listening.channel === channel) listening.onNotification(payload ?? '');
      });
    });
    try {
      await client.connect();
      await this.#options.prepare?.(client);
      for (const { channel } of this.#listening) await this.#listen(client, channel);
    } catch (error) {
      await client.end();
      throw error;
    }
    opened = true;
    this.#watch(client);
    return client;
  }

  #listen(client: Client, channel: string): Promise<unknown> {
    return this.#ask(client, `listen ${client.escapeIdentifier(channel)}`);
  }

  /** A client takes one query at a time. */
  #ask(client: Client, text: string): Promise<unknown> {
    const answer = this.#asking.then(() => client.query(text));
    this.#asking = answer.then(
      () => undefined,
      () => undefined,
    );
    return answer;
  }

  /** A connection that was cut without a word is only noticed by asking. */
  #watch(client: Client): void {
    if (this.#options.heartbeat === undefined || this.#closing.signal.aborted) return;
    this.#heartbeat = setTimeout(() => {
      this.#ask(client, 'select 1').then(
        () => this.#watch(client),
        (error: Error) => {
          this.#options.onError(error);
          return client.end();
        },
      );
    }, this.#options.heartbeat).unref();
  }

  #lost(): void {
    clearTimeout(this.#heartbeat);
    if (!this.#closing.signal.aborted) this.#client = this.#reopen();
  }

  async #reopen(): Promise<Client> {
    const { signal } = this.#closing;
    for (let delay = FIRST_RETRY; ; delay = Math.min(2 * delay, LAST_RETRY)) {
      const client = await this.#open().catch(this.#options.onError);
      if (client) {
        for (const { onReconnect } of this.#listening) onReconnect?.();
        return client;
      }
      await pause(delay, undefined, { ref: false, signal });
    }
  }
}

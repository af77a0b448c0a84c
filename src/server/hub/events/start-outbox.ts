import type { HubEvent } from '../../../contract/event.js';
import type { Scope } from '../../platform/access.js';
import type { Database } from '../../platform/database/open-database.js';
import type { Log } from '../../platform/log.js';
import { type OpaqueIds, opaqueIds } from '../../platform/vault/opaque-ids.js';
import type { Vault } from '../../platform/vault/vault.js';
import type { Outbox, StoredEvent } from '../services/outbox.js';
import { type EventRow, eventChannel, eventsAfter, eventsById, eventsSince, eventTime, latestEvent } from './event.rows.js';

/**
 * Ids are given out when a transaction writes, and seen when it commits: an event with a smaller id may show up after a greater one. A
 * replay starts this much earlier, in milliseconds; an event twice only makes a page read twice.
 */
const OVERLAP = 5000;
const MOST_REPLAYED = 500;
const REMEMBERED = 5000;

type Listener = (event: StoredEvent) => void;

const toStored = (row: EventRow, ids: OpaqueIds): StoredEvent => ({
  id: ids.of(row.id),
  event: row.event as unknown as HubEvent,
});

interface Subscription {
  readonly scope: Scope;
  readonly ids: OpaqueIds;
  readonly listener: Listener;
}

interface OutboxOptions {
  readonly database: Database;
  readonly vault: Pick<Vault, 'keysFor'>;
  readonly now: () => Date;
  readonly log: Log;
}

class OutboxStore implements Outbox {
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #idsOf: (scope: Scope) => OpaqueIds;
  readonly #subscriptions = new Set<Subscription>();
  /** Ids notified and not read yet. */
  #pending: string[] = [];
  #reading: Promise<void> | undefined;
  #latest: Promise<string | undefined> | undefined;
  /** The newest ones that were delivered here, so that catching up delivers none twice. */
  readonly #delivered = new Set<string>();
  #lastDelivery: Date;
  #unlisten: (() => Promise<void>) | undefined;

  constructor(options: OutboxOptions) {
    this.#database = options.database;
    this.#now = options.now;
    this.#log = options.log;
    this.#idsOf = opaqueIds(options.vault, 'ids of events');
    this.#lastDelivery = options.now();
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#database.listen(
      eventChannel,
      (id) => this.#notice(id),
      () => this.#catchUp(),
    );
  }

  async since(scope: Scope, after: string): Promise<readonly StoredEvent[] | undefined> {
    const ids = this.#idsOf(scope);
    const id = ids.read(after);
    if (id === undefined) return undefined;
    const { queries } = this.#database;
    const last = await eventTime(queries, id);
    if (last === undefined) return undefined;
    const from = new Date(last.getTime() - OVERLAP);
    const rows = await eventsAfter(queries, scope, { id, from, limit: MOST_REPLAYED + 1 });
    return rows.length > MOST_REPLAYED ? undefined : rows.map((row) => toStored(row, ids));
  }

  /** Asked once for many: an earlier one only has a page read twice. */
  async latest(scope: Scope): Promise<string | undefined> {
    this.#latest ??= latestEvent(this.#database.queries).finally(() => {
      this.#latest = undefined;
    });
    const id = await this.#latest;
    return id === undefined ? undefined : this.#idsOf(scope).fresh(id);
  }

  subscribe(scope: Scope, listener: Listener): () => void {
    const own = { environment: scope.environment, tenant: scope.tenant };
    const subscription = { scope: own, ids: this.#idsOf(own), listener };
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
    };
  }

  async close(): Promise<void> {
    this.#subscriptions.clear();
    await this.#unlisten?.();
    await this.#reading;
  }

  #notice(id: string): void {
    if (this.#subscriptions.size === 0) return;
    this.#pending.push(id);
    this.#reading ??= this.#readPending().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readPending(): Promise<void> {
    while (this.#pending.length > 0) {
      const ids = this.#pending;
      this.#pending = [];
      await this.#deliver(() => eventsById(this.#database.queries, ids));
    }
  }

  #catchUp(): void {
    const from = new Date(this.#lastDelivery.getTime() - OVERLAP);
    this.#reading = (this.#reading ?? Promise.resolve())
      .then(() => this.#deliver(() => eventsSince(this.#database.queries, from)))
      .finally(() => {
        this.#reading = undefined;
        if (this.#pending.length > 0) this.#notice(this.#pending.pop() ?? '');
      });
  }

  /** Where events cannot be read, pages are told to read everything. */
  async #deliver(read: () => Promise<readonly EventRow[]>): Promise<void> {
    try {
      for (const row of await read()) {
        if (this.#delivered.has(row.id)) continue;
        this.#remember(row.id);
        this.#send(row);
      }
      this.#lastDelivery = this.#now();
    } catch (cause) {
      this.#log.error('Events could not be read', { cause });
      for (const { listener } of this.#subscriptions) listener({ id: '', event: { type: 'reset' } });
    }
  }

  #send(row: EventRow): void {
    /** One for all streams of a tenant, whose lines are then written once. */
    const events = new Map<string, StoredEvent>();
    for (const { scope, ids, listener } of this.#subscriptions) {
      if (row.environment !== scope.environment || (row.tenant !== null && row.tenant !== scope.tenant)) continue;
      const event = events.get(scope.tenant) ?? toStored(row, ids);
      events.set(scope.tenant, event);
      listener(event);
    }
  }

  #remember(id: string): void {
    this.#delivered.add(id);
    const [oldest] = this.#delivered;
    if (this.#delivered.size > REMEMBERED && oldest !== undefined) this.#delivered.delete(oldest);
  }
}

/** Events kept in a table, announced by LISTEN and NOTIFY. */
export async function startOutbox(options: OutboxOptions): Promise<Outbox> {
  const store = new OutboxStore(options);
  await store.start();
  return store;
}

import type { HubEvent } from '../../../contract/event.js';
import type { Scope } from '../../platform/access.js';

export interface StoredEvent {
  /** Opaque, and the tenant's own; empty where there is none to resume after. */
  readonly id: string;
  readonly event: HubEvent;
}

/** Events for the pages of a tenant, whichever process stored them. */
export interface Outbox {
  /** Events after `id`, oldest first; `undefined` where it is older than what is kept, or none of the tenant's. */
  since(scope: Scope, id: string): Promise<readonly StoredEvent[] | undefined>;
  /** The id to ask for events after, as of now; `undefined` while there were none. */
  latest(scope: Scope): Promise<string | undefined>;
  /** Calls `listener` for every event of the scope, from now on. */
  subscribe(scope: Scope, listener: (event: StoredEvent) => void): () => void;
  close(): Promise<void>;
}

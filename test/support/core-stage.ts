import type { Connection } from '../../src/contract/connection.js';
import type { Hub } from '../../src/contract/hub.js';
import type { Widget } from '../../src/contract/widget.js';
import type { ConnectionSnapshot } from '../../src/core/connection/connection.js';
import * as following from '../../src/core/hub/follow-events.js';
import type { HubFact, HubSnapshot, HubStore } from '../../src/core/hub/hub.js';
import { createHubStore, type HubStoreOptions } from '../../src/core/hub/hub.store.js';
import { aConnection, aHub, aWidget } from './factories.js';
import { createFakeBackend } from './fake-backend.js';
import { createFakeClock, settled } from './fake-clock.js';
import { createFakeOpener } from './fake-opener.js';

type Ready<Snapshot extends { readonly status: string }> = Extract<Snapshot, { readonly status: 'ready' }>;

export const orchard = { widget: 'orchard', connection: 'default' };

/** The core with fakes around it: one widget, one connection, a clock that a test moves. */
export async function setStage(
  given: { readonly connection?: Partial<Connection>; readonly widget?: Partial<Widget>; readonly hub?: Partial<Hub> } & Partial<
    Pick<HubStoreOptions, 'loadMachine' | 'loadFollower'>
  > = {},
) {
  const widget = aWidget({ connections: [aConnection(given.connection)], ...given.widget });
  const backend = createFakeBackend({ hub: aHub({ widgets: [widget], ...given.hub }) });
  const opener = createFakeOpener();
  const clock = createFakeClock();
  const facts: HubFact[] = [];
  const hub: HubStore = createHubStore({
    backend,
    opener,
    clock,
    loadFollower: given.loadFollower ?? (async () => following),
    ...(given.loadMachine ? { loadMachine: given.loadMachine } : {}),
  });
  hub.onFact((fact) => facts.push(fact));
  const connection = hub.connection('orchard');
  await settled();
  return {
    backend,
    opener,
    clock,
    hub,
    facts,
    connection,
    /** The connection's snapshot, which must be ready. */
    get now(): Ready<ConnectionSnapshot> {
      const snapshot = connection.getSnapshot();
      if (snapshot.status !== 'ready') throw new Error(`The connection is ${snapshot.status}.`);
      return snapshot;
    },
    get hubNow(): Ready<HubSnapshot> {
      const snapshot = hub.getSnapshot();
      if (snapshot.status !== 'ready') throw new Error(`The hub is ${snapshot.status}.`);
      return snapshot;
    },
  };
}

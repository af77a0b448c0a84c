import { offered } from '../../../contract/rules/offered.js';
import { signsIn } from '../../../contract/rules/signs-in.js';
import type { ConnectionStore } from '../../../core/connection/connection.js';
import { IntegrationError } from '../../../core/errors.js';
import type { HubStore } from '../../../core/hub/hub.js';
import type { DialogHost } from '../dialog-host.js';
import type { Presses } from '../presses.js';

/** What can be pressed where a widget may have several accounts. */
export interface AccountVerbs {
  add(): void;
  rename(store: ConnectionStore, name: string): void;
  remove(store: ConnectionStore, name: string): void;
}

/** The card that the accounts stand on. */
export interface AccountOwner {
  readonly widget: string;
  readonly hub: HubStore;
  readonly presses: Presses;
  readonly dialogs: DialogHost;
}

export function accountVerbs({ widget, hub, presses, dialogs }: AccountOwner): AccountVerbs {
  /** The button that connects what nobody has connected yet. */
  const activation = (): string | undefined => {
    const snapshot = hub.getSnapshot();
    const definition = snapshot.status === 'ready' ? snapshot.widgets.find(({ key }) => key === widget) : undefined;
    const untouched = { authenticated: false, configured: false, expired: false };
    if (definition === undefined) return undefined;
    return definition.actions.find((action) => signsIn(action) && offered(action, untouched))?.key;
  };
  return {
    add() {
      const action = activation();
      dialogs.forgetFailure();
      const added = hub.addConnection(widget, (connection) => presses.ask('activation', connection, action));
      if (added === undefined) return;
      added.saved.catch((cause: unknown) => dialogs.fail(IntegrationError.from(cause)));
      if (action !== undefined) presses.begin(added.store, action);
    },
    rename: (store, name) => dialogs.open(store, { kind: 'rename', name }),
    remove(store, name) {
      const snapshot = store.getSnapshot();
      if (snapshot.status !== 'ready') return;
      const { key, active } = snapshot.connection;
      if (!active || presses.ask('deactivation', key, undefined)) dialogs.open(store, { kind: 'remove', name });
    },
  };
}

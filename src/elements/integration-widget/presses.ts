import type { Action } from '../../contract/action.js';
import { signsIn } from '../../contract/rules/signs-in.js';
import type { ActionPlan, ConnectionStore } from '../../core/connection/connection.js';
import { offeredActions } from '../../core/connection/plan.js';
import { IntegrationActionEvent } from '../events/integration-action-event.js';
import { IntegrationConnectEvent } from '../events/integration-connect-event.js';
import { IntegrationDisconnectEvent } from '../events/integration-disconnect-event.js';
import type { DialogHost } from './dialog-host.js';

/**
 * What pressing a button does: ask the page by a cancelable event, and act if nobody objected. Nothing asynchronous may come between
 * the click and `signIn`, or browsers block the window.
 */
export class Presses {
  readonly #element: HTMLElement & { readonly widget: string | undefined };
  readonly #dialogs: DialogHost;

  constructor(element: HTMLElement & { readonly widget: string | undefined }, dialogs: DialogHost) {
    this.#element = element;
    this.#dialogs = dialogs;
  }

  /** Reconnect where the sign-in expired, else the first button that connects. */
  connect(store: ConnectionStore | undefined): void {
    const snapshot = store?.getSnapshot();
    if (store !== undefined && snapshot?.status === 'ready' && snapshot.connection.expired) this.reconnect(store);
    else this.first(store, ['activation', 'multi_connector'], 'connect()');
  }

  /** @param call what the page called, to be named where no such button stands on the card */
  first(store: ConnectionStore | undefined, types: readonly Action['type'][], call: string): void {
    const snapshot = store?.getSnapshot();
    const offered = snapshot?.status === 'ready' ? offeredActions(snapshot.widget, snapshot.connection) : [];
    const action = offered.find(({ type }) => types.includes(type));
    if (store === undefined || action === undefined) this.#warn(call);
    else this.press(store, action.key);
  }

  named(store: ConnectionStore | undefined, action: string): void {
    if (store === undefined || store.plan(action).kind === 'unavailable') this.#warn(`run('${action}')`);
    else this.press(store, action);
  }

  press(store: ConnectionStore, key: string): void {
    const snapshot = store.getSnapshot();
    if (snapshot.status !== 'ready') return;
    const plan = store.plan(key);
    const action = snapshot.widget.actions.find((candidate) => candidate.key === key);
    if (plan.kind === 'unavailable' || action === undefined) return;
    if (this.ask(action.type, snapshot.connection.key, key)) this.begin(store, key, plan);
  }

  /** Does what was planned: the page has been asked. */
  begin(store: ConnectionStore, key: string, plan: ActionPlan = store.plan(key)): void {
    this.dismissError(store);
    if (plan.kind === 'sign_in') store.signIn(plan.dependency.key, { action: key });
    else if (plan.kind === 'run') void store.run(key);
    else if (plan.kind === 'confirm') this.#dialogs.open(store, { kind: 'confirm', action: key });
    else if (plan.kind === 'configure') this.#dialogs.open(store, { kind: 'configuration', flow: plan.flow, action: key });
    else if (plan.kind === 'connect')
      this.#dialogs.open(store, { kind: 'connect', dependencies: plan.dependencies, action: key });
  }

  reconnect(store: ConnectionStore): void {
    const snapshot = store.getSnapshot();
    const plan = store.planReconnect();
    if (snapshot.status !== 'ready' || plan.kind === 'unavailable') return;
    if (!this.ask('activation', snapshot.connection.key, undefined)) return;
    this.dismissError(store);
    if (plan.kind === 'sign_in') store.signIn(plan.dependency.key, {});
    else if (plan.kind === 'connect') this.#dialogs.open(store, { kind: 'connect', dependencies: plan.dependencies });
  }

  showHistory(store: ConnectionStore, run?: string): void {
    this.#dialogs.open(store, { kind: 'history', run });
  }

  dismissError(store: ConnectionStore): void {
    this.#dialogs.forgetFailure();
    store.dismissError();
  }

  /** Asks the page. False when it objected. */
  ask(type: Action['type'], connection: string, action: string | undefined): boolean {
    const fields = { widget: this.#element.widget ?? '', connection, action, origin: 'here' } as const;
    const event = signsIn({ type })
      ? new IntegrationConnectEvent(fields)
      : type === 'deactivation'
        ? new IntegrationDisconnectEvent(fields)
        : new IntegrationActionEvent(fields);
    return this.#element.dispatchEvent(event);
  }

  #warn(call: string): void {
    console.warn(`integration-hub: ${call} does nothing, because no such button stands on the card now.`, this.#element);
  }
}

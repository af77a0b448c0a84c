import type { Action } from '../../contract/action.js';
import type { Connection } from '../../contract/connection.js';
import { offered } from '../../contract/rules/offered.js';
import type { Dependency, Widget } from '../../contract/widget.js';
import type { ActionPlan } from './connection.js';

const unavailable: ActionPlan = { kind: 'unavailable' };

/** Dependencies that are not signed in, the primary one first (src/README.md §3). */
export function missingDependencies(widget: Widget, connection: Connection): readonly Dependency[] {
  const valid = new Set(connection.credentials.filter(({ status }) => status === 'valid').map(({ dependency }) => dependency));
  return widget.dependencies
    .filter(({ key }) => !valid.has(key))
    .sort((one, other) => Number(other.primary) - Number(one.primary));
}

/** Nothing to choose and nothing to type: the window may open within the click. */
function needsOnlyAWindow(dependency: Dependency, connection: Connection): boolean {
  if (dependency.allowSwitching && dependency.methods.length > 1) return false;
  const used = connection.credentials.find((credential) => credential.dependency === dependency.key)?.method;
  const method = dependency.methods.find(({ method: name }) => name === (used ?? dependency.defaultMethod));
  return method?.method === 'oauth' && method.fields.length === 0;
}

function signInPlan(dependencies: readonly Dependency[], connection: Connection): ActionPlan {
  const [only, ...more] = dependencies;
  return only !== undefined && more.length === 0 && needsOnlyAWindow(only, connection)
    ? { kind: 'sign_in', dependency: only }
    : { kind: 'connect', dependencies };
}

/** Whether a button stands on the card. A configuration action whose flow is not linked to the widget has no flow, and none. */
function isOffered(action: Action, connection: Connection): boolean {
  return offered(action, connection) && (action.type !== 'configuration' || action.flow !== undefined);
}

/** The buttons of a card, in the author's order. */
export function offeredActions(widget: Widget, connection: Connection): readonly Action[] {
  return widget.actions.filter((action) => isOffered(action, connection));
}

/** What pressing an action's button leads to (src/README.md §3). With `view` access nothing can be pressed. */
export function planAction(widget: Widget, connection: Connection, key: string, access: 'use' | 'view' = 'use'): ActionPlan {
  const action = widget.actions.find((candidate) => candidate.key === key);
  if (action === undefined || access === 'view' || !isOffered(action, connection)) return unavailable;
  if (connection.activeRuns.some((run) => run.action === key)) return unavailable;
  const missing = missingDependencies(widget, connection);
  switch (action.type) {
    case 'activation':
      // What the author has to say first is said in the dialog.
      if (missing.length > 0 && action.content) return { kind: 'connect', dependencies: missing };
      return missing.length === 0 ? { kind: 'run' } : signInPlan(missing, connection);
    case 'multi_connector':
      return missing.length === 0 ? { kind: 'run' } : { kind: 'connect', dependencies: missing };
    case 'configuration':
      return action.flow === undefined ? unavailable : { kind: 'configure', flow: action.flow };
    case 'deactivation':
      return { kind: 'confirm' };
    case 'none':
      return { kind: 'run' };
    default:
      return unavailable;
  }
}

/** What pressing Reconnect leads to: signing in again in place (src/README.md §4). */
export function planReconnect(widget: Widget, connection: Connection, access: 'use' | 'view' = 'use'): ActionPlan {
  const missing = missingDependencies(widget, connection);
  return access === 'view' || !connection.expired || missing.length === 0 ? unavailable : signInPlan(missing, connection);
}

import type { Action, Visibility } from '../action.js';

export interface OfferedState {
  readonly authenticated: boolean;
  readonly configured: boolean;
  /** Active, but a credential died. */
  readonly expired: boolean;
  /** Flows whose saved values miss something that their form asks for by now. */
  readonly incomplete?: readonly string[] | undefined;
}

const table: Readonly<Record<Visibility, (authenticated: boolean, configured: boolean) => boolean>> = {
  always: () => true,
  pre_auth: (authenticated) => !authenticated,
  post_auth: (authenticated) => authenticated,
  post_auth_configured: (authenticated, configured) => authenticated && configured,
  pre_auth_configured: (authenticated, configured) => !authenticated && configured,
  post_auth_not_configured: (authenticated, configured) => authenticated && !configured,
  pre_auth_not_configured: (authenticated, configured) => !authenticated && !configured,
};

/**
 * Whether a button stands on the card: the browser draws by it, the server refuses by it (`409 action_not_available`). Seed: "Action
 * visibility"; src/README.md §2: an expired sign-in hides Activation (Reconnect stands in its place) and shows Deactivation,
 * and a form that needs attention is within reach. A visibility that this version does not know is not offered.
 */
export function offered(action: Pick<Action, 'type' | 'visibility' | 'flow'>, state: OfferedState): boolean {
  if (action.type === 'configuration' && state.incomplete?.includes(action.flow ?? '')) return true;
  if (state.expired && action.type === 'activation') return false;
  if (state.expired && action.type === 'deactivation') return true;
  const rule = Object.hasOwn(table, action.visibility) ? table[action.visibility] : undefined;
  return rule?.(state.authenticated && !state.expired, state.configured) ?? false;
}

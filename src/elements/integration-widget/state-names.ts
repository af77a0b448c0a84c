import type { CardStateName } from '../../core/connection/card-state.js';
import type { CardContext } from './card/card-context.js';

const names = {
  idle: 'idle',
  saved: 'saved',
  connecting: 'connecting',
  blocked: 'blocked',
  needs_setup: 'needs-setup',
  active: 'active',
  running: 'running',
  failed: 'failed',
  expired: 'expired',
  attention: 'attention',
} as const satisfies Record<CardStateName, string>;

/** The `:state()`s of a widget. With several accounts, every state that one of them is in. */
export function stateNames(contexts: readonly CardContext[], invalid: boolean): string[] {
  if (invalid) return ['invalid'];
  if (contexts.length === 0) return ['loading'];
  return contexts.flatMap(({ state, snapshot: { connection } }) => [
    names[state.state],
    ...(connection.authenticated ? ['connected'] : []),
    ...(connection.configured ? ['configured'] : []),
  ]);
}

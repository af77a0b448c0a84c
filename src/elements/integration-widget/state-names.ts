import type { CardContext } from './card/card-context.js';

/** The `:state()`s of a widget. With several accounts, every state that one of them is in. */
export function stateNames(contexts: readonly CardContext[], invalid: boolean): string[] {
  if (invalid) return ['invalid'];
  if (contexts.length === 0) return ['loading'];
  return contexts.flatMap(({ state: { state }, snapshot: { connection } }) => [
    state === 'needs_setup' ? 'needs-setup' : state,
    ...(connection.authenticated ? ['connected'] : []),
    ...(connection.configured ? ['configured'] : []),
  ]);
}

import type { OfferedState } from './offered.js';

export interface ConnectionFacts {
  readonly active: boolean;
  /** One entry a dependency of the widget: whether its credential is valid. */
  readonly dependencies: readonly boolean[];
  /** The configuration flows linked to the widget. */
  readonly linked: readonly { readonly flow: string; readonly required?: boolean | undefined }[];
  /** Flows with saved values. */
  readonly saved: readonly string[];
}

/**
 * src/README.md §2: `authenticated`, `configured` and `expired` from what is stored. Without a linked configuration, `configured` is
 * false.
 */
export function connectionState(facts: ConnectionFacts): OfferedState {
  const signedIn = facts.dependencies.every(Boolean);
  const saved = new Set(facts.saved);
  return {
    authenticated: facts.active && signedIn,
    expired: facts.active && !signedIn,
    configured: facts.linked.length > 0 && facts.linked.every((link) => link.required === false || saved.has(link.flow)),
  };
}

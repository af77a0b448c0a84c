import type { Credential } from '../../../contract/connection.js';
import { connectionState } from '../../../contract/rules/connection-state.js';
import type { OfferedState } from '../../../contract/rules/offered.js';
import type { WidgetContent } from '../definitions/content.js';
import type { StoredConnection } from './connection-state.rows.js';

export interface ConnectionFacts extends OfferedState {
  readonly credentials: readonly Credential[];
}

type Stored = Pick<StoredConnection, 'credentials' | 'configurations'> & {
  readonly row: Pick<StoredConnection['row'], 'active'>;
};

/**
 * The state of one connection of a widget, by the rule that the browser applies as well (src/README.md §2). Of none: of one that was
 * never used.
 */
export function factsOf(stored: Stored | undefined, widget: WidgetContent): ConnectionFacts {
  const credentials = (widget.dependencies ?? []).map(({ key: dependency, connector }): Credential => {
    const found = stored?.credentials.find((credential) => credential.dependency === dependency);
    if (found === undefined) return { dependency, status: 'missing' };
    const { method, account, missing } = found;
    // Signed in to somewhere else, before another connector got this dependency's key.
    const status = found.connector !== null && found.connector !== connector ? 'expired' : found.status;
    return {
      dependency,
      status,
      method,
      ...(account === null ? {} : { account }),
      ...(missing === null ? {} : { missing: [...missing] }),
    };
  });
  const state = connectionState({
    active: stored?.row.active ?? false,
    dependencies: credentials.map(({ status }) => status === 'valid'),
    linked: widget.configurations ?? [],
    saved: (stored?.configurations ?? []).map(({ flow }) => flow),
  });
  return { ...state, credentials };
}

import type { RunLine, StoredConnection } from '../connections/connection-state.rows.js';

/**
 * Whether a run decides if its connection is active. A Multi Connector does where it may still make it so, rather than use what is
 * connected.
 */
export const isLifecycle = (
  { action_type: type }: Pick<RunLine, 'action_type'>,
  { active }: Pick<StoredConnection['row'], 'active'>,
): boolean => type === 'activation' || type === 'deactivation' || (type === 'multi_connector' && !active);

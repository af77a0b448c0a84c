import type { ActionDefinition } from '../action.js';

type Signing = Pick<ActionDefinition, 'type' | 'children'>;

/** Whether pressing an action signs in first to what its widget depends on: an Activation, or a Multi Connector that opens no widgets. */
export const signsIn = ({ type, children }: Signing): boolean =>
  type === 'activation' || (type === 'multi_connector' && !children?.length);

/**
 * Whether the success of an action makes its connection active (src/README.md §3): of a Multi Connector where no Activation of the
 * widget does.
 */
export const activates = (action: Signing, actions: readonly Signing[]): boolean =>
  action.type === 'activation' || (signsIn(action) && !actions.some(({ type }) => type === 'activation'));

import { IntegrationError } from '../../../core/errors.js';
import { enDetails } from '../../../localization/en.details.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { type CardContext, hasSignIns } from './card-context.js';

/** Of a connection that was signed in to and never became active: there is nothing to disconnect, and something to withdraw. */
export function signOutItems({ readOnly, snapshot, store, presses, messages }: CardContext): readonly MenuItem[] {
  const { connection, starting } = snapshot;
  const { details = enDetails } = messages;
  if (readOnly || connection.active || !hasSignIns(snapshot)) return [];
  const press = () => {
    if (!presses.ask('deactivation', connection.key, undefined)) return;
    store.signOut().catch((cause: unknown) => store.showFailure(IntegrationError.from(cause)));
  };
  const disabled = starting !== undefined || connection.activeRuns.length > 0;
  return [{ label: details.signOut, danger: true, icon: 'disconnect', disabled, press }];
}

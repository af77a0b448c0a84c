import { hashOf, isSecretText } from '../../platform/hash.js';
import type { Services } from '../services/services.js';
import type { AuthorizationRow } from './authorization.rows.js';
import { openStart } from './sealed-start.js';

/** What the page that binds an authorization is given: known to it alone, and nothing can be done with it but to say so. */
export const receiptOf = (state: string): string => hashOf(`receipt ${state}`);

/** Whether a page that bound the authorization says so, which the cookie would show as well if it were here. */
export async function isReceipt(
  ports: Pick<Services, 'vault' | 'log'>,
  row: AuthorizationRow,
  receipt: string,
): Promise<boolean> {
  const start = await openStart(ports, row);
  return start?.bound !== undefined && isSecretText(receipt, receiptOf(start.bound.state));
}

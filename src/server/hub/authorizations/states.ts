import type { Updateable } from 'kysely';
import type { AuthorizationStatus } from '../../../contract/authorization.js';
import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import type { AuthorizationsTable } from '../../platform/database/schema.js';
import { saidTo } from '../../platform/plain-text.js';
import { type ConnectionRow, lockConnection, publishConnection } from '../connections/connection.rows.js';
import { recordChange } from '../history/history-line.rows.js';
import type { Services } from '../services/services.js';
import {
  type AuthorizationRow,
  authorizationChanged,
  type Expected,
  isAsking,
  isOpen,
  openStatuses,
  transition,
} from './authorization.rows.js';

type Change = Updateable<AuthorizationsTable>;
type Clock = Pick<Services, 'now'>;
type Ports = Pick<Services, 'database' | 'now'>;

/**
 * registered → started → bound → returned → completed; from any of the first four to failed, cancelled or expired
 * (authorizations/README.md). Every step is a compare-and-set in the database; what it answers is the row after it, or `undefined`
 * where another step was faster.
 *
 * A step on the way: one statement, told to the tenant's pages.
 */
export const step = (queries: Queries, { now }: Clock, row: AuthorizationRow, expected: Expected, change: Change) =>
  transition(queries, row, expected, change, { at: now(), tell: true });

/** The end of one whose connection is held: it changes the connection too. */
export async function end(
  transaction: Transaction,
  { now }: Clock,
  row: AuthorizationRow,
  expected: Expected,
  change: Change,
  connection: ConnectionRow,
): Promise<AuthorizationRow | undefined> {
  const ended = await transition(transaction, row, expected, change, { at: now(), tell: false });
  if (ended !== undefined) await publishConnection(transaction, connection, now(), [authorizationChanged(row)]);
  return ended;
}

/** The same for one whose connection is not held yet. */
function endAlone(
  { database, now }: Ports,
  row: AuthorizationRow,
  expected: Expected,
  change: Change,
): Promise<AuthorizationRow | undefined> {
  return database.transaction(async (transaction) => {
    const connection = await lockConnection(transaction, row.connection);
    return connection && end(transaction, { now }, row, expected, change, connection);
  });
}

export type EndReason = 'superseded' | 'left' | 'asked';

export const cancelled = (reason: EndReason) => ({ status: 'cancelled', error: reason }) as const;

/**
 * Ends an authorization before anything was stored. `undefined`: it was over already. Tokens that waited for an answer are given back
 * by `giveBackTokens`, now or with the next sweep.
 */
export const cancel = (ports: Ports, row: AuthorizationRow, reason: EndReason, expected: Expected = { from: openStatuses }) =>
  endAlone(ports, row, expected, cancelled(reason));

/** Why an authorization failed. */
export interface Failure {
  readonly code: AuthorizationErrorCode;
  /** The provider's words. */
  readonly said?: string | undefined;
  /** With `insufficient_scope`: what to tick next time. */
  readonly missing?: readonly string[];
}

export function fail(
  { database, now }: Ports,
  row: AuthorizationRow,
  { code, said, missing = [] }: Failure,
  from: readonly AuthorizationStatus[] = openStatuses,
): Promise<AuthorizationRow | undefined> {
  const words = said === undefined ? '' : saidTo(row, said);
  return database.transaction(async (transaction) => {
    const lacks = missing.length === 0 ? {} : { missing: JSON.stringify(missing) };
    const change = { status: 'failed' as const, error: code, said: words === '' ? null : words, ...lacks };
    const connection = await lockConnection(transaction, row.connection);
    const failed = connection && (await transition(transaction, row, { from }, change, { at: now(), tell: false }));
    if (connection === undefined || failed === undefined) return undefined;
    const who = row.person ?? row.subject ?? undefined;
    const line = { kind: 'sign_in_failed', outcome: 'failed', who, ...(words === '' ? {} : { message: words }) } as const;
    await recordChange(transaction, connection, { line, events: [authorizationChanged(row)] }, now());
    return failed;
  });
}

/** An authorization as it is now: past its deadline it is over, whether or not the sweep has come by. */
export async function current(ports: Ports, row: AuthorizationRow | undefined): Promise<AuthorizationRow | undefined> {
  if (row === undefined || !isOpen(row) || row.expires_at > ports.now()) return row;
  // Its outcome is near, unless it waits for an answer.
  if (row.status === 'returned' && !isAsking(row)) return row;
  const from = isAsking(row) ? openStatuses : openStatuses.filter((status) => status !== 'returned');
  return (await endAlone(ports, row, { from }, { status: 'expired' })) ?? row;
}

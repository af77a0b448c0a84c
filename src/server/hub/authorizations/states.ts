import type { Updateable } from 'kysely';
import type { AuthorizationStatus } from '../../../contract/authorization.js';
import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import type { Queries } from '../../platform/database/queries.js';
import type { AuthorizationsTable } from '../../platform/database/schema.js';
import { plainText } from '../../platform/plain-text.js';
import { connectionById, lockConnection, publishConnection } from '../connections/connection.rows.js';
import { addHistory } from '../history/history.rows.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isAsking, isOpen, openStatuses, transition } from './authorization.rows.js';

/**
 * registered → started → bound → returned → completed; from any of the first four to failed, cancelled or expired (handoff.md). Every
 * step is a compare-and-set in the database; what it answers is the row after it, or `undefined` where another step was faster.
 */
export async function move(
  services: Services,
  row: AuthorizationRow,
  from: readonly AuthorizationStatus[],
  change: Updateable<AuthorizationsTable>,
  queries: Queries = services.database.kysely,
): Promise<AuthorizationRow | undefined> {
  const moved = await transition(queries, row, from, change, services.now());
  if (moved !== undefined) await announce(services, moved, queries);
  return moved;
}

/** Tells the tenant's pages; the end of an authorization changes its connection as well. */
export async function announce(
  services: Services,
  row: AuthorizationRow,
  queries: Queries = services.database.kysely,
): Promise<void> {
  const { widget, connection_key: connection, reference: authorization } = row;
  await services.outbox.publish(row, { type: 'authorization.changed', widget, connection, authorization }, queries);
  if (row.status !== 'registered' && isOpen(row)) return;
  const connectionRow = await connectionById(queries, row, row.connection);
  if (connectionRow !== undefined) await publishConnection(services, connectionRow, queries);
}

export type EndReason = 'superseded' | 'left' | 'asked';

/**
 * Ends an authorization before anything was stored. `undefined`: it was over already. Tokens that waited for an answer are given back
 * by `giveBackTokens`, now or with the next sweep.
 */
export function cancel(
  services: Services,
  row: AuthorizationRow,
  reason: EndReason,
  from: readonly AuthorizationStatus[] = openStatuses,
  queries?: Queries,
): Promise<AuthorizationRow | undefined> {
  return move(services, row, from, { status: 'cancelled', error: reason }, queries);
}

export async function fail(
  services: Services,
  row: AuthorizationRow,
  code: AuthorizationErrorCode,
  said?: string,
  from: readonly AuthorizationStatus[] = openStatuses,
  missing: readonly string[] = [],
): Promise<AuthorizationRow | undefined> {
  const words = said === undefined ? '' : plainText(said);
  return services.database.kysely.transaction().execute(async (transaction) => {
    const lacks = missing.length === 0 ? {} : { missing: JSON.stringify(missing) };
    const change = { status: 'failed' as const, error: code, said: words === '' ? null : words, ...lacks };
    await lockConnection(transaction, row.connection);
    const failed = await move(services, row, from, change, transaction);
    const connection = failed && (await connectionById(transaction, row, row.connection));
    if (connection === undefined) return failed;
    const who = row.person ?? row.subject ?? undefined;
    await addHistory(
      services,
      connection,
      { kind: 'sign_in_failed', outcome: 'failed', who, ...(words === '' ? {} : { message: words }) },
      transaction,
    );
    return failed;
  });
}

/** An authorization as it is now: past its deadline it is over, whether or not the sweep has come by. */
export async function current(services: Services, row: AuthorizationRow | undefined): Promise<AuthorizationRow | undefined> {
  if (row === undefined || !isOpen(row) || row.expires_at > services.now()) return row;
  // Its outcome is near, unless it waits for an answer.
  if (row.status === 'returned' && !isAsking(row)) return row;
  const from = isAsking(row) ? openStatuses : openStatuses.filter((status) => status !== 'returned');
  return (await move(services, row, from, { status: 'expired' })) ?? row;
}

import type { Selectable } from 'kysely';
import type { Queries } from '../platform/database/queries.js';
import type { IdempotencyTable } from '../platform/database/schema.js';

/** True for the one request of a key that is to do the work: the first, or the same again where that died on the way. */
export async function claimAnswer(
  queries: Queries,
  {
    key,
    requestHash,
    at,
    abandonedBefore,
  }: { readonly key: string; readonly requestHash: string; readonly at: Date; readonly abandonedBefore: Date },
): Promise<boolean> {
  const row = { request_hash: requestHash, status: null, answer: null, at };
  const claimed = await queries
    .insertInto('idempotency')
    .values({ key, ...row })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet(row)
        .where('idempotency.status', 'is', null)
        .where('idempotency.request_hash', '=', requestHash)
        .where('idempotency.at', '<', abandonedBefore),
    )
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}

export function findAnswer(queries: Queries, key: string): Promise<Selectable<IdempotencyTable> | undefined> {
  return queries.selectFrom('idempotency').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function putAnswer(queries: Queries, key: string, status: number, answer: string): Promise<void> {
  await queries.updateTable('idempotency').set({ status, answer }).where('key', '=', key).execute();
}

export async function forgetAnswer(queries: Queries, key: string): Promise<void> {
  await queries.deleteFrom('idempotency').where('key', '=', key).execute();
}

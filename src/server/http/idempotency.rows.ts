import { type Selectable, sql } from 'kysely';
import type { Queries } from '../platform/database/queries.js';
import type { IdempotencyTable } from '../platform/database/schema.js';

/** Who does the work of a key, since when. */
export interface Claim {
  readonly key: string;
  /** The process. */
  readonly owner: string;
  readonly at: Date;
}

/** True for the one request of a key that is to do the work: the first, or the same again where that died on the way. */
export async function claimAnswer(
  queries: Queries,
  { key, owner, at }: Claim,
  { requestHash, abandonedBefore }: { readonly requestHash: string; readonly abandonedBefore: Date },
): Promise<boolean> {
  const row = { request_hash: requestHash, status: null, answer: null, owner, at };
  const claimed = await queries
    .insertInto('idempotency')
    .values({ key, ...row })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet(row)
        .where('idempotency.status', 'is', null)
        .where('idempotency.request_hash', '=', requestHash)
        .where((is) =>
          is.or([
            is('idempotency.at', '<', abandonedBefore),
            is('idempotency.owner', 'not in', is.selectFrom('executors').select('id').where(sql<boolean>`beat > '-infinity'`)),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}

export function findAnswer(queries: Queries, key: string): Promise<Selectable<IdempotencyTable> | undefined> {
  return queries.selectFrom('idempotency').selectAll().where('key', '=', key).executeTakeFirst();
}

/** Keeps what was answered, unless somebody else has the key by now. */
export async function putAnswer(queries: Queries, claim: Claim, status: number, answer: string): Promise<void> {
  await queries
    .updateTable('idempotency')
    .set({ status, answer })
    .where((is) => is.and(claim))
    .where('status', 'is', null)
    .execute();
}

export async function forgetAnswer(queries: Queries, claim: Claim): Promise<void> {
  await queries
    .deleteFrom('idempotency')
    .where((is) => is.and(claim))
    .where('status', 'is', null)
    .execute();
}

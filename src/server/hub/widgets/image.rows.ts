import type { Queries, Transaction } from '../../platform/database/queries.js';

export interface StoredImage {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An image by the digest in its address. */
export async function findImage(queries: Queries, digest: string): Promise<StoredImage | undefined> {
  const row = await queries.selectFrom('images').select(['type', 'bytes']).where('digest', '=', digest).executeTakeFirst();
  return row && { type: row.type, bytes: new Uint8Array(row.bytes) };
}

export async function insertImage(
  transaction: Transaction,
  image: { readonly digest: string; readonly type: string; readonly bytes: Buffer },
): Promise<void> {
  await transaction
    .insertInto('images')
    .values(image)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

import type { ShownImage } from '../../../contract/image.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ownUrl } from '../../platform/own-url.js';
import { digestIn, referenceTo } from '../definitions/image-reference.js';
import { insertImage } from './image.rows.js';

const servedTypes = new Set(['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

function decode(url: string): { readonly type: string; readonly bytes: Buffer } | undefined {
  const [, named = '', base64, text = ''] =
    /^data:([a-z]+\/[a-z0-9.+-]+)(?:;charset=[a-z0-9-]+)?(;base64)?,(.*)$/is.exec(url) ?? [];
  const type = named.toLowerCase();
  if (!servedTypes.has(type)) return undefined;
  if (base64 !== undefined) return { type, bytes: Buffer.from(text, 'base64') };
  try {
    return { type, bytes: Buffer.from(decodeURIComponent(text), 'utf8') };
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
}

/** Stores images that were given as `data:` URLs, by what refers to them. One that is no image of a kind that browsers draw is not there. */
export async function storeImages(transaction: Transaction, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const image = decode(url);
    const digest = digestIn(referenceTo(url));
    if (image !== undefined && digest !== undefined) await insertImage(transaction, { digest, ...image });
  }
}

/**
 * Images as a browser may load them: safe addresses only. What was given as `data:` comes from this server, so that the pages we are
 * pasted into need no `data:` in their policy.
 */
export const shownImages = (images: readonly ShownImage[] | undefined, publicUrl: string): ShownImage[] =>
  (images ?? []).flatMap(({ url, theme }) => {
    const digest = digestIn(url);
    if (digest !== undefined) return [{ url: ownUrl({ publicUrl }, `/images/${digest}`), theme }];
    const safe = safeUrl(url, 'image');
    return safe === undefined || safe.startsWith('data:') ? [] : [{ url: safe, theme }];
  });

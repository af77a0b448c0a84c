import type { ShownImage } from '../../../contract/image.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ownUrl } from '../../platform/own-url.js';
import { digestIn, referenceTo } from '../definitions/image-reference.js';
import { insertImage } from './image.rows.js';

const servedTypes = new Set(['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

function decode(url: string): { readonly type: string; readonly bytes: Buffer } | undefined {
  const [, named = '', parameters = '', text = ''] = /^data:([a-z]+\/[a-z0-9.+-]+)((?:;[^;,]*)*),(.*)$/is.exec(url) ?? [];
  const type = named.toLowerCase();
  if (!servedTypes.has(type)) return undefined;
  const bytes = percentDecoded(text);
  return { type, bytes: /;base64$/i.test(parameters) ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes };
}

/** As browsers do it (URL standard, "percent-decode"): a sign that begins no byte is itself, as in `width='100%'`. */
function percentDecoded(text: string): Buffer {
  const source = Buffer.from(text, 'utf8');
  const bytes = Buffer.alloc(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const digits = source[at] === 0x25 ? source.toString('latin1', at + 1, at + 3) : '';
    const isByte = /^[0-9a-f]{2}$/i.test(digits);
    bytes[length++] = isByte ? Number.parseInt(digits, 16) : (source[at] ?? 0);
    if (isByte) at += 2;
  }
  return bytes.subarray(0, length);
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

import * as z from 'zod/mini';
import { Environment, Key, TenantId } from './names.js';

/** A well-formed BCP 47 tag (ECMA-402, 6.2.1). */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-')).length === 1;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** `GET /embed`: what the framed page shows. */
export const EmbedQuery = z.strictObject({
  tenant: TenantId,
  /** One card, without a hub around it. */
  widget: z.optional(Key),
  /** Default `LIVE`. */
  env: z.optional(Environment),
  theme: z.optional(z.enum(['light', 'dark'])),
  locale: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,35}$/), z.refine(isLocale))),
});
export type EmbedQuery = z.infer<typeof EmbedQuery>;

/** In the page, as JSON. */
export interface EmbedPageData {
  /** The only pages whose tokens are taken. */
  readonly origins: readonly string[];
}

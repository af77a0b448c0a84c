import * as z from 'zod/mini';
import { Environment, Key, TenantId } from './names.js';

/** `GET /embed`: what the framed page shows. */
export const EmbedQuery = z.strictObject({
  tenant: TenantId,
  /** One card, without a hub around it. */
  widget: z.optional(Key),
  /** Default `LIVE`. */
  env: z.optional(Environment),
  theme: z.optional(z.enum(['light', 'dark'])),
  locale: z.optional(z.string().check(z.regex(/^[A-Za-z0-9-]{1,35}$/))),
});
export type EmbedQuery = z.infer<typeof EmbedQuery>;

/** In the page, as JSON. */
export interface EmbedPageData {
  /** The only pages whose tokens are taken. */
  readonly origins: readonly string[];
}

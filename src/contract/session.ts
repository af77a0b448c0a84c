import * as z from 'zod/mini';
import { Environment, Key, TenantId } from './names.js';
import { longestName, storablePattern } from './patterns.js';

/** Claims of a session token (src/README.md §8). */
export const SessionClaims = z.object({
  tenant: TenantId,
  tenantName: z.optional(z.string().check(z.maxLength(longestName), z.regex(storablePattern))),
  sub: z.optional(z.string().check(z.maxLength(longestName), z.regex(storablePattern))),
  name: z.optional(z.string().check(z.maxLength(longestName), z.regex(storablePattern))),
  /** Default `["LIVE"]`. */
  env: z.optional(z.array(Environment)),
  /** Allow-list of widgets. */
  widgets: z.optional(z.array(Key)),
  access: z.optional(z.enum(['use', 'view'])),
  preview: z.optional(z.boolean()),
  exp: z.number(),
});
export type SessionClaims = z.infer<typeof SessionClaims>;

export const adminRoles = ['viewer', 'editor', 'deployer'] as const;
export type AdminRole = (typeof adminRoles)[number];

export const AdminClaims = z.object({
  role: z.enum(adminRoles),
  sub: z.optional(z.string().check(z.maxLength(longestName), z.regex(storablePattern))),
  exp: z.number(),
});
export type AdminClaims = z.infer<typeof AdminClaims>;

/** What a browser reads of a token that its page was given: it is the backend that verifies it. Times in seconds since 1970. */
export const TokenPayload = z.object({ tenant: z.string(), exp: z.number(), iat: z.optional(z.number()) });
export type TokenPayload = z.infer<typeof TokenPayload>;

/** What the host's `token-url` answers. */
export const TokenAnswer = z.object({ token: z.string() });

/** Of `Key`. */
export const keyPattern = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;
/** Of `TenantId`, beside its length. */
export const tenantPattern = /^[^\p{Cc}\p{Cs}]+$/u;
/** Of names in a token: no database text holds a zero character, and a lone surrogate does not survive UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
export const storablePattern = /^[^\u0000\p{Cs}]*$/u;
/** Of `Environment`. */
export const environmentPattern = /^[A-Z][A-Z0-9_]{0,31}$/;
/** Characters of a tenant's id, and of a name of a token. */
export const longestName = 200;

export type { AdminRole } from '../contract/session.js';
export { type AdminTokenOptions, type SessionTokenOptions, signAdmin, signSession } from './platform/tokens/sign-token.js';
export type { TokenKey } from './platform/tokens/token-key.js';

import { timingSafeEqual } from 'node:crypto';
import { hashOf } from '../hub/authorizations/authorization.rows.js';

/** Whether this is the secret whose hash is stored, in a time that tells nothing of it. */
export function isSecret(secret: string, hash: string | null): boolean {
  if (hash === null) return false;
  const given = Buffer.from(hashOf(secret));
  const wanted = Buffer.from(hash);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Whether two secrets are the same, likewise. */
export const isSecretText = (secret: string, wanted: string): boolean => isSecret(secret, hashOf(wanted));

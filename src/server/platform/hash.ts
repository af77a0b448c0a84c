import { createHash, timingSafeEqual } from 'node:crypto';

/** What is kept of ids, proofs, cookies and states. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Whether this is the secret whose hash is stored, in a time that tells nothing of it. */
export function isSecret(secret: string, hash: string | null): boolean {
  if (hash === null) return false;
  const given = Buffer.from(hashOf(secret));
  const wanted = Buffer.from(hash);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Whether two secrets are the same, likewise. */
export const isSecretText = (secret: string, wanted: string): boolean => isSecret(secret, hashOf(wanted));

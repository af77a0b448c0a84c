import { randomBytes } from 'node:crypto';

/** A fresh id such as `run_8Fq2ZxLw…`: a readable prefix and 96 random bits. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('base64url')}`;

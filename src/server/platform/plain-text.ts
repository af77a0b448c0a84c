import type { Scope } from './access.js';
import { hideSecretsOf } from './known-secrets.js';
import { hideShapes } from './secret-shapes.js';

/** Of what is looked at, so that a secret which the cut goes through is known as a whole. */
const examined = 4000;

/** Plain text from elsewhere: no control characters, at most 500 characters unless told otherwise. */
export function plainText(text: string, longest = 500): string {
  return text
    .slice(0, examined)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/, '');
}

/** The same of what an author's code or a service said to the people of a tenant: without what looks like a secret or is known as theirs. */
export const saidTo = (whose: Scope, text: string): string =>
  plainText(hideShapes(hideSecretsOf(whose, text.slice(0, examined))));

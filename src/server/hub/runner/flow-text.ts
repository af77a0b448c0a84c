import type { Scope } from '../../platform/access.js';
import { saidTo } from '../../platform/plain-text.js';

/** What a flow said to the people of its tenant, as plain text. Flows may be plain JavaScript: what is not a string is not there. */
export const flowText = (whose: Scope, text: unknown): string | undefined =>
  typeof text === 'string' ? saidTo(whose, text) : undefined;

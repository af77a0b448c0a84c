import { plainText } from '../../platform/plain-text.js';

/** What a flow said, as plain text. Flows may be plain JavaScript: what is not a string is not there. */
export const flowText = (text: unknown): string | undefined => (typeof text === 'string' ? plainText(text) : undefined);

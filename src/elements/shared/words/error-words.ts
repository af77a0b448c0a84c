import type { IntegrationErrorCode } from '../../../contract/error-code.js';
import type { IntegrationError } from '../../../core/errors.js';
import type { ErrorWords, Messages } from '../../../localization/messages.js';

/** Words for a code. A code that a newer backend knows and this version does not gets the general ones. */
export function codeWords(messages: Pick<Messages, 'error'>, code: string, service: string): ErrorWords {
  const known: IntegrationErrorCode = Object.hasOwn(messages.error, code) ? (code as IntegrationErrorCode) : 'unexpected';
  return messages.error[known](service);
}

export function errorWords(messages: Pick<Messages, 'error'>, error: IntegrationError, service: string): ErrorWords {
  return codeWords(messages, error.code, service);
}

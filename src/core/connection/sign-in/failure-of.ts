import type { Authorization } from '../../../contract/authorization.js';
import type { IntegrationErrorCode } from '../../../contract/error-code.js';
import { IntegrationError } from '../../errors.js';

/** Why a sign-in ended without a connection; being cancelled is not a failure. */
export function failureOf(authorization: Authorization): IntegrationError | undefined {
  if (authorization.status === 'expired') return new IntegrationError('timed_out');
  if (authorization.status !== 'failed') return undefined;
  return new IntegrationError((authorization.error?.code ?? 'provider_error') as IntegrationErrorCode, {
    said: authorization.error?.said,
    missing: authorization.error?.missing,
  });
}

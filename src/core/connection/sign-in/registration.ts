import type { RegisterAuthorizationRequest } from '../../../contract/authorization.js';
import type { ConnectionAddress, SignInOpener } from '../../backend.js';

export interface SignInOptions {
  readonly action?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** What the backend is told of a sign-in, whichever window it goes on in. */
export function registrationOf(
  sign: Pick<RegisterAuthorizationRequest, 'id' | 'proof' | 'dependency' | 'window'>,
  { widget, connection }: ConnectionAddress,
  opener: Pick<SignInOpener, 'locale' | 'returnUrl'>,
  { action, values }: SignInOptions,
): RegisterAuthorizationRequest {
  const returnUrl = opener.returnUrl();
  return {
    ...sign,
    widget,
    connection,
    method: 'oauth',
    locale: opener.locale(),
    ...(values === undefined ? {} : { values: { ...values } }),
    ...(action === undefined ? {} : { action }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  };
}

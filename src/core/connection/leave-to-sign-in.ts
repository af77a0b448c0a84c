import type { Backend, ConnectionAddress, SignInOpener } from '../backend.js';
import { IntegrationError } from '../errors.js';
import type { SignInOptions } from './sign-ins.js';

/**
 * Signs in in the page's own window, for browsers that open no other one (handoff.md 7): the page is left, and comes back with what
 * its hub finishes.
 *
 * @throws {IntegrationError} `popup_blocked` where the backend names no address to which the sign-in may return
 */
export async function leaveToSignIn(
  address: ConnectionAddress,
  { backend, opener }: { readonly backend: Backend; readonly opener: SignInOpener },
  dependency: string,
  { action, values }: SignInOptions,
): Promise<void> {
  const id = opener.randomId();
  const returnUrl = opener.returnUrl();
  const { signal } = new AbortController();
  const { returns } = await backend.registerAuthorization(
    {
      id,
      proof: opener.randomId(),
      ...address,
      dependency,
      method: 'oauth',
      window: 'redirect',
      locale: opener.locale(),
      ...(values === undefined ? {} : { values: { ...values } }),
      ...(action === undefined ? {} : { action }),
      ...(returnUrl === undefined ? {} : { returnUrl }),
    },
    signal,
  );
  if (returns === true) return opener.leave(id);
  await backend.cancelAuthorization(id, signal);
  throw new IntegrationError('popup_blocked', { hint: `The backend's returnUrls do not name ${returnUrl}.` });
}

import type { Backend, ConnectionAddress, SignInOpener } from '../../backend.js';
import { IntegrationError } from '../../errors.js';
import { registrationOf, type SignInOptions } from './registration.js';

/**
 * Signs in in the page's own window, for browsers that open no other one (authorizations/README.md §7): the page is left, and comes
 * back with what its hub finishes.
 *
 * @throws {IntegrationError} `popup_blocked` where the backend names no address to which the sign-in may return
 */
export async function leaveToSignIn(
  address: ConnectionAddress,
  { backend, opener }: { readonly backend: Backend; readonly opener: SignInOpener },
  dependency: string,
  options: SignInOptions,
): Promise<void> {
  const id = opener.randomId();
  const { signal } = new AbortController();
  const sign = { id, proof: opener.randomId(), dependency, window: 'redirect' } as const;
  const request = registrationOf(sign, address, opener, options);
  const { returns } = await backend.registerAuthorization(request, signal);
  if (returns === true) return opener.leave(id);
  await backend.cancelAuthorization(id, signal);
  throw new IntegrationError('popup_blocked', { hint: `The backend's returnUrls do not name ${request.returnUrl}.` });
}

import { requestHeader } from '../contract/protocol.js';
import { IntegrationError } from '../core/errors.js';
import { requestInit, type Surroundings } from './request.js';
import { version } from './version.js';

/**
 * Why a first read did not get through: browsers do not tell an origin that the backend refuses from a network that is down. The
 * backend answers everybody about its health; where it does, and is still not to be reached, it is this origin.
 */
export async function explainFailure(
  { backend, fetch }: Pick<Surroundings, 'backend' | 'fetch'>,
  failure: IntegrationError,
  signal: AbortSignal,
): Promise<IntegrationError> {
  const getsThrough = (path: string, headers: Record<string, string>): Promise<boolean> =>
    fetch(new URL(path, backend), requestInit({ headers, signal })).then(
      () => true,
      () => false,
    );
  if (!(await getsThrough('healthz', {}))) {
    const hint = `${failure.hint} If it is up: does it allow this page's origin, and the page's connect-src allow it?`;
    return new IntegrationError(failure.code, { cause: failure, hint });
  }
  // Asked once more, or a backend that has just come back would be taken for one that refuses.
  if (await getsThrough('v1/hub', { [requestHeader]: version })) return failure;
  return new IntegrationError('origin_not_allowed', { cause: failure });
}

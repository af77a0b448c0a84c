import type { Session } from '../../platform/access.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { ProblemError, type ProblemOptions } from '../../platform/problem-error.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import { type ConfigurationContext, FlowError } from '../definitions/define.js';
import type { Services } from '../services/services.js';

/** How long the functions of a configuration flow may take, in milliseconds. */
const TIME_LIMIT = 20_000;

export function contextFor(
  services: Services,
  session: Session,
  connection: ConnectionRow,
  signal: AbortSignal,
): ConfigurationContext {
  const address = (dependency: string) => ({ connection: connection.id, dependency });
  return {
    environment: session.environment,
    tenant: session.tenant,
    widget: connection.widget,
    connection: connection.key,
    signal,
    fetch: (dependency, url, init) =>
      services.credentials.fetchFor(address(dependency))(url, { ...init, signal: init?.signal ?? signal }),
    workspace: (name) => services.credentials.workspace(name),
    credential: (dependency) => services.credentials.typed(address(dependency)),
  };
}

/** The flow author's code: it may hang, and it throws what it likes. */
export async function withinTime<T>(
  services: Services,
  what: 'options' | 'validate',
  request: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(TIME_LIMIT);
  const signal = AbortSignal.any([request, limit]);
  let release = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    release = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } catch (cause) {
    throw limit.aborted
      ? new ProblemError('provider_unreachable', { cause, detail: 'It took too long' })
      : flowProblem(cause, what, services);
  } finally {
    release();
  }
}

function flowProblem(cause: unknown, what: string, services: Services): Error {
  if (cause instanceof ProblemError) return cause;
  if (cause instanceof OutgoingError) return new ProblemError('provider_unreachable', { cause });
  if (cause instanceof ProviderError && cause.code !== 'grant_dead')
    return new ProblemError(cause.code, { cause, said: cause.said });
  if (!(cause instanceof FlowError)) {
    services.log.warn('A configuration flow failed', { what, cause });
    return new ProblemError('flow_failed', { cause });
  }
  const options: ProblemOptions = { cause, said: cause.message };
  if (cause.code !== 'not_authenticated') return new ProblemError('flow_failed', options);
  const { dependency } = cause;
  return new ProblemError('not_authenticated', {
    ...options,
    ...(dependency === undefined ? {} : { errors: [{ pointer: `#/dependencies/${dependency}`, code: 'required' }] }),
  });
}

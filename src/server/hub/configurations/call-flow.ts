import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { ConnectionRow } from '../connections/connection.rows.js';
import type { ConfigurationContext } from '../definitions/define.js';
import { problemOf, toldTo } from '../services/problem-of.js';
import type { Services } from '../services/services.js';

/** How long the functions of a configuration flow may take, in milliseconds. */
const TIME_LIMIT = 20_000;

type Asked = 'options' | 'validate' | 'schedule';

export function contextFor(
  { credentials }: Pick<Services, 'credentials'>,
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
    fetch: (dependency, url, init) => credentials.fetchFor(address(dependency))(url, { ...init, signal: init?.signal ?? signal }),
    workspace: (name) => credentials.workspace(name),
    credential: (dependency) => credentials.typed(address(dependency)),
  };
}

/** The flow author's code: it may hang, and it throws what it likes. */
export async function withinTime<T>(
  { log }: Pick<Services, 'log'>,
  what: Asked,
  { session, signal: request }: { readonly session: Session; readonly signal: AbortSignal },
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
    if (limit.aborted) throw new ProblemError('provider_unreachable', { cause, detail: 'It took too long' });
    throw request.aborted ? failed({ log }, what, cause) : told({ log }, what, session, cause);
  } finally {
    release();
  }
}

/** The same of what answers at once. */
export function atOnce<T>(ports: Pick<Services, 'log'>, what: Asked, session: Session, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw told(ports, what, session, cause);
  }
}

function told(ports: Pick<Services, 'log'>, what: Asked, session: Session, cause: unknown): ProblemError {
  const known = problemOf(cause);
  return known === undefined ? failed(ports, what, cause) : toldTo(session, known);
}

function failed({ log }: Pick<Services, 'log'>, what: Asked, cause: unknown): ProblemError {
  log.warn('A configuration flow failed', { what, cause });
  return new ProblemError('flow_failed', { cause });
}

import type { Session } from '../../platform/access.js';
import { isSecretText } from '../../platform/hash.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { awaitEnd } from './answer-outcome.js';
import { type AuthorizationRow, authorizationByReference, replaceSealedStart, takeTokens } from './authorization.rows.js';
import { type ExchangePorts, exchange } from './exchange.js';
import { claimGrace, openStart, type Redeemed, sealStart } from './sealed-start.js';
import { current, fail } from './states.js';

type Ports = ExchangePorts & Pick<Services, 'outbox'>;

/** The page that an authorization returned to, and who is signed in there. */
export interface ReturnVisit {
  readonly session: Session;
  readonly origin: string | null;
  readonly signal: AbortSignal;
}

/**
 * Takes what a provider answered to an authorization that was bound by Continue: only now, and only in the session that registered
 * it, is there a token request (authorizations/README.md §3). Any visit with the right handle burns it. Waits for what comes of it.
 *
 * @throws {ProblemError} `not_found` for a handle that is wrong or burnt, `other_session`, after which the authorization has failed
 */
export async function finishReturn(
  ports: Ports,
  reference: string,
  handle: string,
  visit: ReturnVisit,
): Promise<AuthorizationRow> {
  const { row, start, code } = await takeReturned(ports, reference, handle);
  const refuse = async (why: 'other_session' | 'interrupted'): Promise<void> => {
    await fail(ports, row, { code: why }, ['returned']);
    // No tokens were asked for with it.
    await takeTokens(ports.database.queries, row);
  };
  if (!isSameSession(row, visit)) {
    await refuse('other_session');
    throw new ProblemError('other_session');
  }
  if (isTooOld(ports, row)) await refuse('interrupted');
  else ports.background.run('exchange a returned code', () => exchange(ports, row, start, code));
  return awaitEnd(ports, row, visit.signal);
}

/** Burns the handle: of two visits at once, one gets the code. */
async function takeReturned(
  ports: Ports,
  reference: string,
  handle: string,
): Promise<{ readonly row: AuthorizationRow; readonly start: Redeemed; readonly code: string }> {
  const found = await current(ports, await authorizationByReference(ports.database.queries, reference));
  const start = found?.status === 'returned' ? await openStart(ports, found) : undefined;
  if (found === undefined || start?.bound === undefined || start.returned === undefined) throw new ProblemError('not_found');
  if (!isSecretText(handle, start.returned.handle)) throw new ProblemError('not_found');
  const {
    returned: { code },
    bound,
    ...rest
  } = start;
  const redeemed: Redeemed = { ...rest, bound, redeeming: { code } };
  const sealed = await sealStart(ports, found, redeemed);
  const now = ports.now();
  // A new claim: the exchange has its whole time.
  const isFirst = await replaceSealedStart(ports.database.queries, found, { sealed, claimed_at: now, updated_at: now });
  if (!isFirst) throw new ProblemError('not_found');
  return { row: { ...found, sealed }, start: redeemed, code };
}

const isSameSession = (row: AuthorizationRow, { session, origin }: ReturnVisit): boolean =>
  row.environment === session.environment &&
  row.tenant === session.tenant &&
  row.subject === (session.subject ?? null) &&
  (session.widgets === undefined || session.widgets.includes(row.widget)) &&
  row.origin === origin;

const isTooOld = ({ now }: Pick<Services, 'now'>, row: AuthorizationRow): boolean =>
  row.claimed_at === null || now().getTime() - row.claimed_at.getTime() > claimGrace;

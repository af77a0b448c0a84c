import type { Session } from '../../platform/access.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isAsking, isOpen } from './authorization.rows.js';
import { keep, personOf, UnwantedTokensError } from './exchange.js';
import { openStart } from './sealed-start.js';
import { cancel, fail } from './states.js';
import { giveBackSoon } from './sweep.js';

/**
 * Somebody of the tenant has decided whether another account takes the place of the one before (spec §4).
 *
 * @throws {ProblemError} `already_over`, `action_not_available` where nothing is asked, `same_account`
 */
export async function answerQuestion(
  services: Services,
  session: Session,
  row: AuthorizationRow,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  if (!isOpen(row)) throw new ProblemError('already_over');
  if (!isAsking(row)) throw new ProblemError('action_not_available');
  if (!replace) {
    const cancelled = await cancel(services, row, 'asked', ['returned']);
    giveBackSoon(services);
    if (cancelled === undefined) throw new ProblemError('already_over');
    return;
  }
  const start = await openStart(services, row);
  if (start?.held === undefined) throw new ProblemError('already_over');
  const { was, now } = row.question;
  const who = session.person ?? session.subject ?? personOf(row);
  try {
    await keep(services, row, start.held, { who, message: `${was} → ${now}` });
  } catch (cause) {
    if (cause instanceof UnwantedTokensError) {
      await fail(services, row, cause.code, undefined, ['returned']);
      giveBackSoon(services);
      throw new ProblemError('same_account', { cause });
    }
    // Another answer, or a cancel, was faster.
    if (cause instanceof ProviderError) throw new ProblemError('already_over', { cause });
    throw cause;
  }
}

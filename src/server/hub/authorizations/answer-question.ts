import type { Session } from '../../platform/access.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type AuthorizationRow, isAsking, isOpen } from './authorization.rows.js';
import { type ExchangePorts, keep, personOf, UnwantedTokensError } from './exchange.js';
import { openStart } from './sealed-start.js';
import { cancel, fail } from './states.js';
import { giveBackSoon } from './sweep.js';

/**
 * Somebody of the tenant has decided whether another account takes the place of the one before (src/README.md §4).
 *
 * @throws {ProblemError} `already_over`, `action_not_available` where nothing is asked, `same_account`
 */
export async function answerQuestion(
  ports: ExchangePorts,
  session: Session,
  row: AuthorizationRow,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  if (!isOpen(row)) throw new ProblemError('already_over');
  if (!isAsking(row)) throw new ProblemError('action_not_available');
  if (!replace) {
    const cancelled = await cancel(ports, row, 'asked', { from: ['returned'] });
    giveBackSoon(ports);
    if (cancelled === undefined) throw new ProblemError('already_over');
    return;
  }
  const start = await openStart(ports, row);
  if (start?.held === undefined) throw new ProblemError('already_over');
  const { was, now } = row.question;
  const who = session.person ?? session.subject ?? personOf(row);
  try {
    await keep(ports, row, start.held, { who, message: `${was} → ${now}` });
  } catch (cause) {
    if (cause instanceof UnwantedTokensError) {
      await fail(ports, row, { code: cause.code }, ['returned']);
      giveBackSoon(ports);
      throw new ProblemError('same_account', { cause });
    }
    // Another answer, or a cancel, was faster.
    if (cause instanceof ProviderError) throw new ProblemError('already_over', { cause });
    throw cause;
  }
}

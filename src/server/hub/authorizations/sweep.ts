import { eachInTurn } from '../../platform/each-in-turn.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isAsking, type Overdue, overdueAuthorizations } from './authorization.rows.js';
import { giveBackTokens } from './held-tokens.js';
import { claimGrace } from './sealed-start.js';
import { cancel, current, fail } from './states.js';

/** Between the last view's leaving and the end: a reload comes back sooner. */
export const leavingGrace = 2000;

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'background' | 'log' | 'now'>;

/** Once the request is answered: a provider may be slow. */
export const giveBackSoon = (ports: Ports): void => ports.background.run('give tokens back', () => giveBackTokens(ports));

/** What is late at an instant. */
export const overdueAt = (now: Date): Overdue => ({
  now,
  claimedBefore: new Date(now.getTime() - claimGrace),
  leftBefore: new Date(now.getTime() - leavingGrace),
});

/**
 * Ends what nobody ended: deadlines, windows that were closed, exchanges that a crash cut off. All of it stands in the database, so
 * that a restart loses none.
 */
export async function sweepAuthorizations(ports: Ports): Promise<void> {
  const now = ports.now();
  const overdue = await overdueAuthorizations(ports.database.queries, overdueAt(now));
  const end = async (row: AuthorizationRow): Promise<void> => {
    if (row.status === 'returned' && !isAsking(row)) await fail(ports, row, { code: 'interrupted' }, ['returned']);
    else if (row.expires_at <= now) await current(ports, row);
    else await cancel(ports, row, 'left', { from: ['registered', 'started'] });
  };
  // They end first: an exchange that was only slow keeps nothing then of what is given back.
  await eachInTurn([() => eachInTurn(overdue, end), () => giveBackTokens(ports)], (work) => work());
}

import { eachInTurn } from '../../platform/each-in-turn.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isAsking, type Overdue, overdueAuthorizations } from './authorization.rows.js';
import { giveBackTokens } from './held-tokens.js';
import { giveBackLost } from './lost-grants.js';
import { cancel, current, fail } from './states.js';

/** Between the claim of a callback and its outcome: longer than the slowest exchange. A code that returned is kept as long. */
export const claimGrace = 60_000;
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
  const brokenOff = overdue.filter((row) => row.status === 'returned' && !isAsking(row));
  const interrupt = async (row: AuthorizationRow): Promise<void> => {
    await giveBackLost(ports, row);
    await fail(ports, row, { code: 'interrupted' }, ['returned']);
  };
  const end = async (row: AuthorizationRow): Promise<void> => {
    if (row.expires_at <= now) await current(ports, row);
    else await cancel(ports, row, 'left', { from: ['registered', 'started'] });
  };
  await eachInTurn(
    [
      // Several at once: a provider may be slow. Before they end, since what is sealed in them goes then.
      async () => {
        const turns = brokenOff.map(interrupt);
        await Promise.allSettled(turns);
        await Promise.all(turns);
      },
      () =>
        eachInTurn(
          overdue.filter((row) => !brokenOff.includes(row)),
          end,
        ),
      () => giveBackTokens(ports),
    ],
    (work) => work(),
  );
}

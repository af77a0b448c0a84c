import { Background } from '../../platform/background.js';
import type { Services } from '../services/services.js';
import { isAsking, overdueAuthorizations } from './authorization.rows.js';
import { giveBackTokens } from './held-tokens.js';
import { cancel, current, fail } from './states.js';

const sweepInterval = 5000;
/** Between the claim of a callback and its outcome: longer than the slowest exchange. A code that returned is kept as long. */
export const claimGrace = 60_000;
/** Between the last view's leaving and the end: a reload comes back sooner. */
export const leavingGrace = 2000;

const working = new WeakMap<Services, Background>();

/** What goes on behind the requests of a server. */
export function workOf(services: Services): Background {
  const known = working.get(services);
  if (known !== undefined) return known;
  const made = new Background(services.log);
  working.set(services, made);
  return made;
}

/** Once the request is answered: a provider may be slow. */
export const giveBackSoon = (services: Services): void =>
  workOf(services).run('give tokens back', () => giveBackTokens(services));

/**
 * Ends what nobody ended: deadlines, windows that were closed, exchanges that a crash cut off. All of it stands in the database, so
 * that a restart loses none.
 */
export async function sweepAuthorizations(services: Services): Promise<void> {
  const now = services.now();
  const before = (age: number) => new Date(now.getTime() - age);
  const overdue = await overdueAuthorizations(services.database.kysely, {
    now,
    claimedBefore: before(claimGrace),
    leftBefore: before(leavingGrace),
  });
  for (const row of overdue) {
    if (row.status === 'returned' && !isAsking(row)) await fail(services, row, 'interrupted', undefined, ['returned']);
    else if (row.expires_at <= now) await current(services, row);
    else await cancel(services, row, 'left', ['registered', 'started']);
  }
  await giveBackTokens(services);
}

/** Begins to watch over authorizations. Call it once when the server starts; `stop` waits for exchanges that are under way. */
export function startAuthorizations(services: Services): { stop(): Promise<void> } {
  const work = workOf(services);
  work.repeat('sweep authorizations', sweepInterval, () => sweepAuthorizations(services));
  return { stop: () => work.stop() };
}

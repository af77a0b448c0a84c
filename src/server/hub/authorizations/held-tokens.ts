import { giveBack } from '../credentials/give-back.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, endedWithTokens, takeTokens } from './authorization.rows.js';
import { giveBackLost } from './lost-grants.js';
import { providerOf } from './provider-of.js';
import { claimGrace, type Held, openLeft, type Start, sealStart } from './sealed-start.js';
import { step } from './states.js';

/** How long an answer is waited for. */
const patience = 10 * 60_000;

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'log' | 'now'>;

/**
 * Keeps fresh tokens sealed in their authorization, and asks every page of the tenant whether the account is to be replaced
 * (src/README.md §4).
 */
export async function askWhether(ports: Ports, row: AuthorizationRow, start: Start, was: string, held: Held): Promise<void> {
  const asking: Start = { connector: start.connector, values: start.values, held };
  const change = {
    question: JSON.stringify({ was, now: held.account.line }),
    account_key: held.account.key ?? null,
    // Neither the code nor a handle that brought it is of use any more.
    sealed: await sealStart(ports, row, asking),
    expires_at: new Date(ports.now().getTime() + patience),
  };
  // Cancelled meanwhile: nobody is left to ask.
  const asked = await step(ports.database.queries, ports, row, { from: ['returned'] }, change);
  if (asked !== undefined) return;
  await giveBackHeld(ports, row, asking);
  await takeTokens(ports.database.queries, row);
}

async function giveBackHeld(ports: Ports, row: AuthorizationRow, start: Start): Promise<void> {
  if (start.held === undefined) return;
  const { accessToken, refreshToken } = start.held.secret;
  await giveBack(ports, await providerOf(ports, row, start), { accessToken, refreshToken }, start.held.account);
}

/** Gives the tokens of one authorization back, which is deleted or about to be. */
export async function giveBackTokensOf(ports: Ports, row: AuthorizationRow): Promise<void> {
  const start = await openLeft(ports, row);
  if (start === undefined) return;
  try {
    await (start.held === undefined ? giveBackLost(ports, row, start) : giveBackHeld(ports, row, start));
  } catch (cause) {
    ports.log.warn('Tokens that were not kept were not revoked', { authorization: row.reference, cause });
  }
}

/**
 * Gives back what sign-ins that have ended were given, one pass after the other. It stands in the database until its provider was asked, so
 * that a restart loses none; two processes may ask twice, which changes nothing. Several at once: a provider may be slow.
 */
export function giveBackTokens(ports: Ports & Pick<Services, 'background'>): Promise<void> {
  const { queries } = ports.database;
  return ports.background.alone('give tokens back', async () => {
    const ended = await endedWithTokens(queries, new Date(ports.now().getTime() - claimGrace));
    const turns = ended.map(async (row) => {
      await giveBackTokensOf(ports, row);
      await takeTokens(queries, row);
    });
    await Promise.allSettled(turns);
    await Promise.all(turns);
  });
}

import { giveBack } from '../credentials/give-back.js';

import type { Services } from '../services/services.js';
import { type AuthorizationRow, endedWithTokens, takeTokens } from './authorization.rows.js';
import { providerOf } from './provider-of.js';
import { type Held, openStart, type Start, sealStart } from './sealed-start.js';
import { move } from './states.js';

/** How long an answer is waited for. */
const patience = 10 * 60_000;

/** Keeps fresh tokens sealed in their authorization, and asks every page of the tenant whether the account is to be replaced (spec §4). */
export async function askWhether(
  services: Services,
  row: AuthorizationRow,
  start: Start,
  was: string,
  held: Held,
): Promise<void> {
  const asking: Start = { connector: start.connector, values: start.values, held };
  const change = {
    question: JSON.stringify({ was, now: held.account.line }),
    account_key: held.account.key,
    // Neither the code nor a handle that brought it is of use any more.
    sealed: await sealStart(services, row, asking),
    expires_at: new Date(services.now().getTime() + patience),
  };
  // Cancelled meanwhile: nobody is left to ask.
  if ((await move(services, row, ['returned'], change)) === undefined) await giveBackHeld(services, row, asking);
}

async function giveBackHeld(services: Services, row: AuthorizationRow, start: Start): Promise<void> {
  if (start.held === undefined) return;
  const { accessToken, refreshToken } = start.held.secret;
  await giveBack(services, await providerOf(services, row, start), { accessToken, refreshToken }, start.held.account);
}

/** Gives the tokens of one authorization back, which is deleted or about to be. */
export async function giveBackTokensOf(services: Services, row: AuthorizationRow): Promise<void> {
  const start = await openStart(services, row);
  if (start === undefined) return;
  try {
    await giveBackHeld(services, row, start);
  } catch (cause) {
    services.log.warn('Tokens that were not kept were not revoked', { authorization: row.reference, cause });
  }
}

async function giveBackEach(services: Services): Promise<void> {
  const { kysely } = services.database;
  for (const row of await endedWithTokens(kysely)) {
    await giveBackTokensOf(services, row);
    await takeTokens(kysely, row);
  }
}

const lastPass = new WeakMap<Services, Promise<void>>();

/**
 * Gives back what waited for an answer in sign-ins that have ended, one pass after the other. It stands in the database until its
 * provider was asked, so that a restart loses none; two processes may ask twice, which changes nothing.
 */
export function giveBackTokens(services: Services): Promise<void> {
  const pass = (lastPass.get(services) ?? Promise.resolve()).then(() => giveBackEach(services));
  lastPass.set(
    services,
    pass.catch(() => undefined),
  );
  return pass;
}

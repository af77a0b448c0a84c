import type { OutcomeAnswer } from '../../../contract/sign-in-page.js';
import { pageWords } from '../../pages/page-words.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, authorizationByReference, isAsking, isOpen } from './authorization.rows.js';
import { holdsCookie } from './binding-cookie.js';
import { type ScreenPorts, screensOf, strangerScreens } from './screens.js';
import { current } from './states.js';

const patience = 25_000;
const readAgain = 1000;

/** For the browser that the authorization is bound to; for every other one there is none. */
export async function findBound(
  ports: Pick<Services, 'database' | 'options' | 'now'>,
  reference: string,
  request: Request,
): Promise<AuthorizationRow | undefined> {
  const row = await current(ports, await authorizationByReference(ports.database.queries, reference));
  return row !== undefined && holdsCookie(ports.options.publicUrl, row, request) ? row : undefined;
}

/** Whether the window may close itself: it was opened as one, and there is nothing to read in it. */
export const closesItself = (row: AuthorizationRow): boolean =>
  row.opened_as === 'popup' && (row.status === 'completed' || row.error === 'superseded' || isAsking(row));

/** Whether its window has nothing left to wait for: what is asked is asked in the application. */
export const isWindowOver = (row: AuthorizationRow): boolean => !isOpen(row) || isAsking(row);

/** Waits until the tenant's events name the authorization, or for a second: an event may have been before. */
async function awaitNews({ outbox }: Pick<Services, 'outbox'>, row: AuthorizationRow, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, readAgain);
    const unsubscribe = outbox.subscribe(row, ({ event }) => {
      if (event.authorization === row.reference) finish();
    });
    signal.addEventListener('abort', finish);
  });
}

/** The authorization once it is over or asks, or as it is after 25 s. */
export async function awaitEnd(
  ports: Pick<Services, 'database' | 'outbox' | 'now'>,
  read: AuthorizationRow,
  signal: AbortSignal,
): Promise<AuthorizationRow> {
  const until = performance.now() + patience;
  for (let row = read; ; ) {
    if (isWindowOver(row) || performance.now() > until || signal.aborted) return row;
    await awaitNews(ports, row, signal);
    const found = await current(ports, await authorizationByReference(ports.database.queries, row.reference));
    if (found === undefined) return row;
    row = found;
  }
}

/** What came of it, once something has. */
export async function answerOutcome(
  ports: ScreenPorts & Pick<Services, 'outbox' | 'now'>,
  reference: string,
  request: Request,
): Promise<OutcomeAnswer> {
  const found = await findBound(ports, reference, request);
  if (found === undefined) {
    const words = pageWords(undefined, request.headers.get('accept-language'));
    return { status: 'over', screen: strangerScreens(words).notFound, closes: false };
  }
  const row = await awaitEnd(ports, found, request.signal);
  if (!isWindowOver(row)) return { status: 'pending' };
  const screens = await screensOf(ports, row, request);
  return { status: 'over', screen: await screens.outcome(), closes: closesItself(row) };
}

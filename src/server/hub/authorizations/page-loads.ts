import { setTimeout as delay } from 'node:timers/promises';
import type { ViewAnswer } from '../../../contract/sign-in-page.js';
import { pageWords } from '../../pages/page-words.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, authorizationByDrawnId, isOpen, lockAuthorization, transition } from './authorization.rows.js';
import { holdsCookie } from './binding-cookie.js';
import { isReceipt } from './receipt.js';
import { screensOf, strangerScreens } from './screens.js';
import { cancel, current, fail, move } from './states.js';
import { leavingGrace, workOf } from './sweep.js';

/** How long the start page waits for its registration, which travels beside it. */
const patience = 30_000;
const mostViews = 50;

/** By the id in the address of our own pages. */
export const findDrawn = async (services: Services, id: string): Promise<AuthorizationRow | undefined> =>
  current(services, await authorizationByDrawnId(services.database.kysely, id));

/** The registration of an id, which may arrive after its window, and at another process. */
async function awaitRegistration(services: Services, id: string, signal: AbortSignal): Promise<AuthorizationRow | undefined> {
  const until = performance.now() + patience;
  for (let pause = 50; ; pause = Math.min(pause * 1.3, 500)) {
    const row = await findDrawn(services, id);
    if (row !== undefined || signal.aborted || performance.now() > until) return row;
    await delay(pause);
  }
}

export interface ViewOfStart {
  readonly view: string;
  readonly receipt?: string | undefined;
}

/** What a load of the start page does next (handoff.md 2). */
export async function answerView(
  services: Services,
  id: string,
  { view, receipt }: ViewOfStart,
  request: Request,
): Promise<ViewAnswer> {
  const registered = await awaitRegistration(services, id, request.signal);
  if (registered === undefined) {
    const words = pageWords(undefined, request.headers.get('accept-language'));
    return { next: 'stop', screen: strangerScreens(words).notFound, closes: false };
  }
  const row = (await changeViews(services, registered, view, 'here')) ?? registered;
  const screens = await screensOf(services, row, request);
  if (row.status === 'registered' || row.status === 'started') {
    const { origin } = row;
    const common = { next: 'hello', origin, screen: screens.opening(), cancelled: screens.cancelled() } as const;
    return row.return_url === null
      ? { ...common, lost: screens.lost(), hint: noReturn(origin) }
      : { ...common, lost: screens.ask() };
  }
  if (row.status === 'bound' && holdsCookie(services.options.publicUrl, row, request)) return { next: 'continue' };
  if (row.status === 'bound' && receipt !== undefined && (await isReceipt(services, row, receipt))) {
    // This page has just bound it, and the cookie is not here.
    await fail(services, row, 'cookies_blocked', undefined, ['bound']);
    return { next: 'stop', screen: screens.cookiesBlocked(), closes: false };
  }
  if (isOpen(row)) return { next: 'stop', screen: screens.elsewhere(), closes: false };
  return { next: 'stop', screen: await screens.outcome(), closes: row.error === 'superseded' };
}

const noReturn = (origin: string): string =>
  `This window has no opener (Cross-Origin-Opener-Policy: same-origin on ${origin}?), and returnUrls names no address of that page to which the sign-in could return.`;

/** The leaving notice of one load. The authorization ends when the last one has left and none comes back (handoff.md 6). */
export async function noteLeaving(services: Services, id: string, view: string): Promise<void> {
  const found = await findDrawn(services, id);
  const row = found && (await changeViews(services, found, view, 'left'));
  const leftAt = row?.left_at?.getTime();
  if (row === undefined || leftAt === undefined) return;
  workOf(services).later('end what was left', leavingGrace, () =>
    services.database.kysely.transaction().execute(async (transaction) => {
      const now = await lockAuthorization(transaction, row);
      if (now?.left_at?.getTime() === leftAt) await cancel(services, now, 'left', ['registered', 'started'], transaction);
    }),
  );
}

function changeViews(
  services: Services,
  registered: AuthorizationRow,
  view: string,
  change: 'here' | 'left',
): Promise<AuthorizationRow | undefined> {
  return services.database.kysely.transaction().execute(async (transaction) => {
    const row = await lockAuthorization(transaction, registered);
    if (row === undefined || (row.status !== 'registered' && row.status !== 'started')) return row;
    // A notice may overtake the first request of its own load, which then counts no more.
    const isNews = row.views[view] !== change && row.views[view] !== 'left';
    if (!isNews || (row.views[view] === undefined && Object.keys(row.views).length >= mostViews)) return row;
    const views = { ...row.views, [view]: change };
    const isSomebodyHere = Object.values(views).includes('here');
    const noted = { views: JSON.stringify(views), left_at: isSomebodyHere ? null : services.now() };
    return change === 'here' && row.status === 'registered'
      ? move(services, row, ['registered'], { ...noted, status: 'started' }, transaction)
      : transition(transaction, row, [row.status], noted, services.now());
  });
}

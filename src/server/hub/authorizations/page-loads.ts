import { setTimeout as delay } from 'node:timers/promises';
import type { ViewAnswer } from '../../../contract/sign-in-page.js';
import { pageWords } from '../../pages/page-words.js';
import type { Services } from '../services/services.js';
import {
  type AuthorizationRow,
  authorizationByDrawnId,
  authorizationByReference,
  isOpen,
  transition,
} from './authorization.rows.js';
import { holdsCookie } from './binding-cookie.js';
import { isReceipt } from './receipt.js';
import { type ScreenPorts, screensOf, strangerScreens } from './screens.js';
import { cancel, current, fail } from './states.js';
import { leavingGrace } from './sweep.js';

type Ports = ScreenPorts & Pick<Services, 'background'>;

/** How long the start page waits for its registration, which travels beside it. */
const patience = 30_000;
const mostViews = 50;

/** By the id in the address of our own pages. */
export const findDrawn = async (ports: Pick<Services, 'database' | 'now'>, id: string): Promise<AuthorizationRow | undefined> =>
  current(ports, await authorizationByDrawnId(ports.database.queries, id));

/** The registration of an id, which may arrive after its window, and at another process. */
async function awaitRegistration(ports: Ports, id: string, signal: AbortSignal): Promise<AuthorizationRow | undefined> {
  const until = performance.now() + patience;
  for (let pause = 50; ; pause = Math.min(pause * 1.3, 500)) {
    const row = await findDrawn(ports, id);
    if (row !== undefined || signal.aborted || performance.now() > until) return row;
    await delay(pause);
  }
}

export interface ViewOfStart {
  readonly view: string;
  readonly receipt?: string | undefined;
}

/** What a load of the start page does next (authorizations/README.md §2). */
export async function answerView(
  ports: Ports,
  id: string,
  { view, receipt }: ViewOfStart,
  request: Request,
): Promise<ViewAnswer> {
  const registered = await awaitRegistration(ports, id, request.signal);
  if (registered === undefined) {
    const words = pageWords(undefined, request.headers.get('accept-language'));
    return { next: 'stop', screen: strangerScreens(words).notFound, closes: false };
  }
  const row = (await changeViews(ports, registered, view, 'here')) ?? registered;
  const screens = await screensOf(ports, row, request);
  if (row.status === 'registered' || row.status === 'started') {
    const { origin } = row;
    const common = { next: 'hello', origin, screen: screens.opening(), cancelled: screens.cancelled() } as const;
    return row.return_url === null
      ? { ...common, lost: screens.lost(), hint: noReturn(origin) }
      : { ...common, lost: screens.ask() };
  }
  if (row.status === 'bound' && holdsCookie(ports.options.publicUrl, row, request)) return { next: 'continue' };
  if (row.status === 'bound' && receipt !== undefined && (await isReceipt(ports, row, receipt))) {
    // This page has just bound it, and the cookie is not here.
    await fail(ports, row, { code: 'cookies_blocked' }, ['bound']);
    return { next: 'stop', screen: screens.cookiesBlocked(), closes: false };
  }
  if (isOpen(row)) return { next: 'stop', screen: screens.elsewhere(), closes: false };
  return { next: 'stop', screen: await screens.outcome(), closes: row.error === 'superseded' };
}

const noReturn = (origin: string): string =>
  `This window has no opener (Cross-Origin-Opener-Policy: same-origin on ${origin}?), and returnUrls names no address of that page to which the sign-in could return.`;

/**
 * The leaving notice of one load. The authorization ends when the last one has left and none comes back (authorizations/README.md §6).
 */
export async function noteLeaving(ports: Ports, id: string, view: string): Promise<void> {
  const found = await findDrawn(ports, id);
  const row = found && (await changeViews(ports, found, view, 'left'));
  const leftAt = row?.left_at;
  if (row === undefined || leftAt == null) return;
  ports.background.later('end what was left', leavingGrace, async () => {
    await cancel(ports, row, 'left', { from: ['registered', 'started'], leftAt });
  });
}

/** What becomes of the loads of the start page. A notice may overtake the first request of its own load, which then counts no more. */
function viewsAfter(row: AuthorizationRow, view: string, change: 'here' | 'left'): AuthorizationRow['views'] | undefined {
  const isNews = row.views[view] !== change && row.views[view] !== 'left';
  if (!isNews || (row.views[view] === undefined && Object.keys(row.views).length >= mostViews)) return undefined;
  return { ...row.views, [view]: change };
}

async function changeViews(
  ports: Ports,
  registered: AuthorizationRow,
  view: string,
  change: 'here' | 'left',
): Promise<AuthorizationRow | undefined> {
  const { database, now } = ports;
  for (let row: AuthorizationRow | undefined = registered; row !== undefined; row = await findDrawnAgain(ports, row)) {
    if (row.status !== 'registered' && row.status !== 'started') return row;
    const views = viewsAfter(row, view, change);
    if (views === undefined) return row;
    const noted = { views: JSON.stringify(views), left_at: Object.values(views).includes('here') ? null : now() };
    const starts = change === 'here' && row.status === 'registered';
    const expected = { from: [row.status], views: row.views };
    const changed = await transition(database.queries, row, expected, starts ? { ...noted, status: 'started' } : noted, {
      at: now(),
      tell: starts,
    });
    // Another load was faster: what it has noted is kept.
    if (changed !== undefined) return changed;
  }
  return undefined;
}

const findDrawnAgain = async (ports: Ports, { reference }: AuthorizationRow): Promise<AuthorizationRow | undefined> =>
  current(ports, await authorizationByReference(ports.database.queries, reference));

import type { Binding, Screen, StartPageData, ViewAnswer } from '../contract/sign-in-page.js';
import { ask } from './ask.js';
import { drawScreen, listenForAnswer, listenForClose } from './draw-screen.js';
import { readPageData } from './page-data.js';
import { proofFromOpener } from './proof-from-opener.js';

type Hello = Extract<ViewAnswer, { readonly next: 'hello' }>;

const slowAfter = 4000;

const { id, base, slow, unreachable } = readPageData<StartPageData>();
const view = crypto.getRandomValues(new Uint8Array(12)).reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
const path = (step: string): string => `${base}/oauth/${step}`;
/** The provider must not reach the page that opened this window (authorizations/README.md §2). */
const forgetOpener = (): void => {
  window.opener = null;
};

let isLeavingForProvider = false;
const slowly = setTimeout(() => drawScreen(slow), slowAfter);

/** By a beacon, which cannot carry our header: Firefox loses a keepalive fetch in a third of the cases. */
const sayThatItLeaves = (): void => {
  if (isLeavingForProvider) return;
  navigator.sendBeacon(path(`left/${id}`), new Blob([JSON.stringify({ view })], { type: 'application/json' }));
};

window.addEventListener('pagehide', sayThatItLeaves);
// Firefox loses a beacon of `pagehide` in one of four windows that are closed, and none of this one.
window.addEventListener('beforeunload', sayThatItLeaves);
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
// No `pagehide` reaches a page that closes itself (Chromium 156).
listenForClose(sayThatItLeaves);

function stop(screen: Screen, closes = false): void {
  clearTimeout(slowly);
  forgetOpener();
  drawScreen(screen);
  if (closes) window.close();
}

function leaveForProvider(): void {
  clearTimeout(slowly);
  isLeavingForProvider = true;
  forgetOpener();
  location.replace(path(`continue/${id}`));
}

/** Draws what ends the sign-in here, or leaves. False: a hello is wanted. */
function settle(answer: ViewAnswer | undefined): answer is Exclude<ViewAnswer, { next: 'hello' }> | undefined {
  if (answer === undefined) stop(unreachable);
  else if (answer.next === 'stop') stop(answer.screen, answer.closes);
  else if (answer.next === 'continue') leaveForProvider();
  return answer?.next !== 'hello';
}

/** Whether it was bound, and to this browser, is read from what the cookie says. */
async function goOn(binding: Binding | undefined, hello: Hello): Promise<void> {
  const after = await ask<ViewAnswer>(path(`start/${id}/view`), { view, ...(binding ?? {}) });
  if (!settle(after)) askPerson(hello);
}

let isListening = false;

/** There is no opener that could bind this: the person says whether they want it, or goes back. */
function askPerson(hello: Hello): void {
  const { lost, cancelled, hint } = hello;
  if (hint !== undefined) console.warn(`integration-hub: ${hint}`);
  stop(lost);
  if (lost.ask === undefined || isListening) return;
  isListening = true;
  let isBinding = false;
  listenForAnswer({
    continue() {
      if (isBinding) return;
      isBinding = true;
      ask<Binding>(path(`continue/${id}`), {})
        .then((binding) => goOn(binding, hello))
        .catch(() => stop(unreachable))
        .finally(() => {
          isBinding = false;
        });
    },
    cancel() {
      sayThatItLeaves();
      stop(cancelled);
    },
  });
}

async function start(): Promise<void> {
  const answer = await ask<ViewAnswer>(path(`start/${id}/view`), { view });
  if (settle(answer)) return;
  drawScreen(answer.screen);
  const opener = window.opener as Window | null;
  const proof = opener === null ? undefined : await proofFromOpener(opener, answer.origin, id);
  if (proof === undefined) return askPerson(answer);
  forgetOpener();
  await goOn(await ask<Binding>(path(`bind/${id}`), { proof }), answer);
}

start().catch(() => stop(unreachable));

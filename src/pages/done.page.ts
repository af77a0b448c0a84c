import type { DonePageData, OutcomeAnswer } from '../contract/sign-in-page.js';
import { ask } from './ask.js';
import { drawScreen, listenForClose } from './draw-screen.js';
import { readPageData } from './page-data.js';

const readingTime = 1000;

const { base, reference, isOver, closes, unreachable } = readPageData<DonePageData>();
const closeSoon = (): void => {
  setTimeout(() => window.close(), readingTime);
};

window.opener = null;
listenForClose();

async function finish(): Promise<void> {
  for (;;) {
    const answer = await ask<OutcomeAnswer>(`${base}/oauth/outcome/${reference}`, {});
    if (answer === undefined) return drawScreen(unreachable);
    if (answer.status === 'pending') continue;
    drawScreen(answer.screen);
    if (answer.closes) closeSoon();
    return;
  }
}

if (!isOver) finish().catch(() => drawScreen(unreachable));
else if (closes) closeSoon();

/** Milliseconds of drawing in one task, after which the page has its turn: a frame, a key, a press. */
const budget = 12;
/** The same for what is drawn first: a screenful should not come in two. */
const firstBudget = 50;

const waiting: (() => void)[] = [];
let began: number | undefined;
let left = budget;
/** Everything is needed now. */
let isHurried = false;

/** Made when it is needed: one that is open keeps a process in Node from ending that only imports this. */
let channel: MessageChannel | undefined;

function inATask(): void {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => void goOn();
  }
  channel.port2.postMessage(undefined);
}

/** Once what is drawn now has been painted; a page that nobody sees paints nothing. */
function afterPaint(): void {
  if (document.visibilityState === 'hidden') inATask();
  else requestAnimationFrame(inATask);
}

const since = (): number => {
  if (began === undefined) {
    began = performance.now();
    left = firstBudget;
    afterPaint();
  }
  return performance.now() - began;
};

/** A turn in a later task, once what is drawn now has been painted. */
export function later(): Promise<void> {
  since();
  return isHurried ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
}

/**
 * Asks for a turn to draw: `undefined` where there is time for it in this task, else a promise for a later one. However many elements
 * something changes at once, none of it holds the page.
 */
export const turn = (): Promise<void> | undefined => (isHurried || since() < left ? undefined : later());

async function goOn(): Promise<void> {
  if (waiting.length === 0) {
    began = undefined;
    return;
  }
  began = performance.now();
  left = budget;
  while (performance.now() - began < left) {
    waiting.shift()?.();
    if (waiting.length === 0) break;
    // Whoever waited draws now.
    await Promise.resolve();
  }
  inATask();
}

/** Lets all draw now, and those who ask in this task: the page is about to be printed. */
export function hurry(): void {
  isHurried = true;
  for (const resolve of waiting.splice(0)) resolve();
  setTimeout(() => {
    isHurried = false;
  });
}

import { type Browser, type CDPSession, chromium, type Page } from 'playwright';
import { honestChromium } from '../browsers.js';
import { type BenchPages, serveBenchPages } from './bench-pages.js';

/** What is drawn of a page, in milliseconds since it was asked for. */
interface Times {
  readonly sixth: number;
  readonly all: number;
}

interface Line {
  readonly name: string;
  readonly value: number;
  /** Where it should be. */
  readonly aim: number;
  /** Above this, something was lost: machines that are busy with other things need some room. */
  readonly limit: number;
  readonly unit?: string;
}

const rounds = 7;
/** A mobile line: milliseconds there and back, bytes a second. */
const mobile = { offline: false, latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 3e6 / 8 };

interface RaceOptions {
  readonly line?: typeof mobile;
  readonly other?: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

/** Looks once a frame, in the page, whether the sixth card is there, and the last: looking itself takes next to nothing. */
function lookOut(count: number): void {
  const seen: { sixth?: number; all?: number } = {};
  Reflect.set(window, 'seen', seen);
  const isDrawn = (number: number): boolean => {
    const root = document.querySelector('integration-hub')?.shadowRoot;
    const places = root?.querySelectorAll('[part="grid"]:not([aria-hidden]) > li') ?? document.querySelectorAll('article');
    const place = places[number - 1];
    if (place === undefined || root === undefined || root === null) return place !== undefined;
    return Boolean(place.querySelector('integration-widget')?.shadowRoot?.querySelector('[part="name"]'));
  };
  const look = (): void => {
    if (seen.sixth === undefined && isDrawn(Math.min(6, count))) seen.sixth = performance.now();
    if (seen.sixth !== undefined && isDrawn(count)) seen.all = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function visit<Result>(
  browser: Browser,
  address: string,
  count: number,
  use: (page: Page, network: CDPSession, times: Times) => Promise<Result>,
  line?: typeof mobile,
): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  try {
    // What runs TypeScript here names functions by a helper, which a page lacks.
    await context.addInitScript('globalThis.__name ??= (value) => value');
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    if (line !== undefined) await network.send('Network.emulateNetworkConditions', line);
    await page.addInitScript(lookOut, count);
    await page.goto(address, { waitUntil: 'commit' });
    const all = await page.waitForFunction(
      () => (Reflect.get(window, 'seen') as { all?: number } | undefined)?.all && Reflect.get(window, 'seen'),
    );
    return await use(page, network, (await all.jsonValue()) as Times);
  } finally {
    await context.close();
  }
}

const timesOf = (browser: Browser, address: string, count: number, line?: typeof mobile): Promise<Times> =>
  visit(browser, address, count, async (_page, _network, times) => times, line);

/** Both pages in turn, and the hub of another size, again and again: a machine that is busy is so for all of them. */
async function race(browser: Browser, pages: BenchPages, count: number, { line, other }: RaceOptions = {}) {
  const turns: { readonly plain: Times; readonly hub: Times; readonly other: Times | undefined }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const turn = {
      plain: await timesOf(browser, pages.plain(count), count, line),
      hub: await timesOf(browser, pages.hub(count), count, line),
      other: other === undefined ? undefined : await timesOf(browser, pages.hub(other), other, line),
    };
    // The first round warms up what both use.
    if (round > 0) turns.push(turn);
  }
  return {
    sixth: median(turns.map(({ plain, hub }) => hub.sixth / plain.sixth)),
    all: median(turns.map(({ plain, hub }) => hub.all / plain.all)),
    sixthToOther: median(turns.map((turn) => turn.hub.sixth / (turn.other?.sixth ?? Number.NaN))),
  };
}

/** Milliseconds of the processor that the page's longest task takes, and a key press in search. */
async function tasksOf(browser: Browser, pages: BenchPages, count: number): Promise<{ task: number; press: number }> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  try {
    // What runs TypeScript here names functions by a helper, which a page lacks.
    await context.addInitScript('globalThis.__name ??= (value) => value');
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const longest = async (work: () => Promise<unknown>): Promise<number> => {
      const events: { name?: string; tdur?: number; pid?: number; tid?: number }[] = [];
      const keep = ({ value }: { value: object[] }) => events.push(...value);
      session.on('Tracing.dataCollected', keep);
      await session.send('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] },
      });
      await work();
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.send('Tracing.end');
      await complete;
      session.off('Tracing.dataCollected', keep);
      // The thread of the page is the one that lays out.
      const main = events.find(({ name }) => name === 'Layout');
      const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && pid === main?.pid && tid === main?.tid);
      return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000));
    };
    await page.addInitScript(lookOut, count);
    const task = await longest(async () => {
      await page.goto(pages.hub(count));
      await page.waitForFunction(() => (Reflect.get(window, 'seen') as { all?: number }).all, undefined, { timeout: 60_000 });
    });
    const presses: number[] = [];
    for (const text of ['0', '00', '003', '00', '0', '', '9']) {
      const press = longest(() =>
        page.evaluate(async (value) => {
          const input = document.querySelector('integration-hub')?.shadowRoot?.querySelector('input');
          if (!input) throw new Error('The hub has no search field.');
          input.value = value;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
          await new Promise(requestAnimationFrame);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }, text),
      );
      presses.push(await press);
    }
    const press = median(presses);
    return { task, press };
  } finally {
    await context.close();
  }
}

/** Bytes that a card leaves behind which came and went. */
async function bytesAMount(browser: Browser, pages: BenchPages): Promise<number> {
  return visit(browser, pages.hub(6), 6, async (page, session) => {
    const mount = (times: number) =>
      page.evaluate(async (all) => {
        for (let count = 0; count < all; count += 1) {
          const card = document.createElement('integration-widget');
          for (const [name, value] of Object.entries({ tenant: 'acme', backend: '/', widget: 'w1' }))
            card.setAttribute(name, value);
          document.body.append(card);
          await new Promise((resolve) => setTimeout(resolve));
          card.remove();
        }
      }, times);
    const used = async (): Promise<number> => {
      for (let round = 0; round < 4; round += 1) await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize;
    };
    await mount(300);
    const before = await used();
    await mount(1000);
    return ((await used()) - before) / 1000;
  });
}

/** @throws Error where the cards come later, hold the page longer or leave more behind than they may. Ratios to a page made by hand. */
export async function checkSpeed(): Promise<string> {
  const pages = await serveBenchPages();
  const browser = await chromium.launch(honestChromium());
  try {
    const fifty = await race(browser, pages, 50);
    const fiftyMobile = await race(browser, pages, 50, { line: mobile });
    const thousand = await race(browser, pages, 1000, { other: 50 });
    const { task, press } = await tasksOf(browser, pages, 1000);
    const lines: Line[] = [
      { name: 'the 6th of 50 cards', value: fifty.sixth, aim: 1.7, limit: 2.3 },
      { name: 'the same on a mobile line', value: fiftyMobile.sixth, aim: 1.5, limit: 1.9 },
      { name: 'the 6th of 1,000, to that of 50', value: thousand.sixthToOther, aim: 1.3, limit: 1.6 },
      { name: 'all of 1,000', value: thousand.all, aim: 2, limit: 7.5 },
      { name: 'the longest task', value: task, aim: 100, limit: 200, unit: ' ms' },
      { name: 'a key press in search', value: press, aim: 50, limit: 100, unit: ' ms' },
      { name: 'a card that came and went', value: await bytesAMount(browser, pages), aim: 1000, limit: 1000, unit: ' bytes' },
    ];
    const told = (list: readonly Line[]) =>
      list
        .map(({ name, value, aim, limit, unit = '' }) => {
          const figure = value.toFixed(unit === '' ? 2 : 0);
          return `${name} ${figure}${unit} (${value <= aim ? 'within' : 'aim'} ${aim}, limit ${limit})`;
        })
        .join(', ');
    const over = lines.filter(({ value, limit }) => !(value <= limit));
    if (over.length > 0) throw new Error(`Too slow: ${told(over)}. All: ${told(lines)}.`);
    return told(lines);
  } finally {
    await browser.close();
    pages.close();
  }
}

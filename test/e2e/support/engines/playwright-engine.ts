import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { type Control, controlTime, type Engine, type EngineWindow, type Profile } from './engine.js';
import { pageText } from './page-text.js';

function locate(within: Page | Locator, control: Control): Locator {
  const root = control.within === undefined ? within : locate(within, control.within);
  return 'label' in control
    ? root.getByLabel(control.label, { exact: true })
    : root.getByRole(control.role, { name: control.name, exact: true });
}

const timeout = controlTime;

/** Whoever reads while the window moves on reads nothing. */
function betweenPages(cause: unknown): string {
  if (/execution context was destroyed|cannot find context/i.test(String(cause))) return '';
  throw cause;
}

const windowOf = (page: Page): EngineWindow => ({
  goto: async (url) => {
    await page.goto(url);
  },
  url: async () => page.url(),
  // A press that closes its own window is done, whatever Firefox says.
  click: (control) =>
    locate(page, control)
      .click({ timeout })
      .catch((cause: unknown) => {
        if (!page.isClosed()) throw cause;
      }),
  type: (control, text) => locate(page, control).fill(text, { timeout }),
  press: (key) => page.keyboard.press(key),
  has: (control) => locate(page, control).isVisible(),
  text: () => page.evaluate(pageText).catch(betweenPages),
  run: (script, argument) => page.evaluate(script as never, argument as never),
  isClosed: async () => page.isClosed(),
  // As a person does.
  close: async () => {
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
  },
});

/** Windows of a browser that Playwright drives. */
export const profileOf = (context: BrowserContext): Profile => ({
  async open(url) {
    const page = await context.newPage();
    await page.goto(url);
    return windowOf(page);
  },
  windows: async () => context.pages().map(windowOf),
  async windowOpenedBy(act) {
    const [page] = await Promise.all([context.waitForEvent('page', { timeout }), act()]);
    return windowOf(page);
  },
  close: () => context.close(),
});

/** @param description how it was started */
export function playwrightEngine(browser: Browser, description: string): Engine {
  return {
    description: `${browser.version()}, ${description}`,
    newProfile: async () => profileOf(await browser.newContext({ locale: 'en' })),
    close: () => browser.close(),
  };
}

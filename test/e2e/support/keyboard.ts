import { expect, type Page } from '@playwright/test';

/** What has the focus: its accessible name, as far as buttons, fields and headings have one. Looks into shadow roots. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (active === null || active === document.body) return 'nothing';
    const labels = 'labels' in active ? [...(active.labels as NodeListOf<HTMLLabelElement>)] : [];
    const words = active.getAttribute('aria-label') ?? labels[0]?.textContent ?? active.textContent;
    return words.replace(/\s+/g, ' ').trim();
  });

/** Presses Tab until the focus is on what has this name. @throws {Error} after a whole round */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now);
  }
  throw new Error(`${key} does not reach ${name}; it passes ${passed.join(' | ')}`);
}

export const expectFocus = (page: Page, name: string | RegExp): Promise<void> =>
  expect
    .poll(() => focused(page), { message: 'what has the focus' })
    .toEqual(typeof name === 'string' ? name : expect.stringMatching(name));

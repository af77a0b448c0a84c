import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const standards = { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** `LOOKS=<folder>` keeps pictures of everything that is inspected. */
const folder = process.env['LOOKS'];

async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const running = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(running.map(({ finished }) => finished));
  });
}

/** Checks a page in its present state, by default in light and in dark, against WCAG 2.2 AA as far as a machine can. */
export async function inspect(
  page: Page,
  name: string,
  colorSchemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    }
    const { violations } = await new AxeBuilder({ page })
      .options({ runOnly: standards, resultTypes: ['violations'] })
      // The other mode opens a page for every report, to join those of frames of other origins.
      .setLegacyMode(page.frames().length === 1)
      .analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => ({ id, help, target: String(target), html })),
    );
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A picture of the page on a telephone, where pictures are kept. */
export async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}-phone.png`) });
  if (before !== null) await page.setViewportSize(before);
}

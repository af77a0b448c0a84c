import { expect, type Page } from '@playwright/test';
import { DriveCard } from './support/drive-card.js';
import { test } from './support/shared-world.js';

const open = 8;

test(`with ${open} tabs open, the ninth connects, and all of them see it`, async ({ context, world }) => {
  test.setTimeout(120_000);
  const tabs: Page[] = [];
  for (let tab = 0; tab < open; tab += 1) {
    const page = await context.newPage();
    tabs.push(page);
    await page.goto(`${world.host}/integrations`);
    await expect(new DriveCard(page).badge).toHaveText('Not connected');
  }
  const ninth = await context.newPage();
  await ninth.goto(`${world.host}/integrations`);
  await new DriveCard(ninth).connect();
  for (const [index, page] of tabs.entries()) {
    await page.bringToFront();
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(new DriveCard(page).badge, `tab ${index + 1}`).toHaveText('Needs setup');
  }
  await ninth.bringToFront();
  await new DriveCard(ninth).disconnect();
});

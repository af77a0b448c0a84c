import { expect } from '@playwright/test';
import { pages } from '../../demo/host/pages.js';
import { ConsoleWatch } from './support/console-watch.js';
import { DriveCard } from './support/drive-card.js';
import { test } from './support/shared-world.js';

const directives = (header: string): Map<string, string> =>
  new Map(
    header.split(/;\s*/).map((directive) => {
      const [name = '', ...values] = directive.split(/\s+/);
      return [name, values.join(' ')];
    }),
  );

for (const { path } of pages) {
  test(`${path} draws its cards under the strictest policy`, async ({ page, context, world }) => {
    const watch = await ConsoleWatch.of(context);
    const answer = await page.goto(`${world.host}${path}`);
    const policy = directives(answer?.headers()['content-security-policy'] ?? '');
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': `'self' ${world.backendUrl}`,
      'style-src': "'self'",
      'connect-src': `'self' ${world.backendUrl}`,
      'img-src': world.backendUrl,
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "lit-html 'allow-duplicates'",
      'report-uri': '/violations',
    });
    const cards = page.getByRole('article');
    await expect(cards.first().locator('[part="badge"]')).toBeVisible();
    for (const logo of await cards.locator('img').all()) {
      await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
    }
    expect(watch.violations).toEqual([]);
    expect([...watch.errors, ...watch.warnings, ...watch.thrown]).toEqual([]);
  });
}

test('a violation is seen by these tests', async ({ page, context, world }) => {
  const watch = await ConsoleWatch.of(context);
  const before = (await world.violations()).length;
  await page.goto(`${world.host}/integrations`);
  await page.evaluate(() => {
    const image = new Image();
    image.src = 'https://elsewhere.invalid/picture.png';
    document.body.append(image);
  });
  await expect.poll(() => watch.violations).toHaveLength(1);
  await expect.poll(async () => (await world.violations()).length).toBe(before + 1);
});

test('the whole story violates nothing beside a second copy of Lit', async ({ page, context, world }) => {
  const watch = await ConsoleWatch.of(context);
  const before = (await world.violations()).length;
  await page.goto(`${world.host}/own-layout`);
  await expect(page.getByText('This line is drawn by the page’s own copy of Lit.')).toBeVisible();
  const drive = new DriveCard(page);
  await drive.connect();
  await drive.configure({ folders: ['Finance'], prefix: 'policy', schedule: 'Every hour' });
  expect(await drive.sync()).toBe('9 files were copied.');
  await drive.button('History of Google Drive to GCS').click();
  await drive.dialog('History').getByRole('button', { name: /Sync/ }).first().click();
  await expect(drive.dialog('Sync')).toContainText('9 files in 1 folder');
  await page.keyboard.press('Escape');
  await expect(drive.dialog('Sync')).toBeHidden();
  await drive.disconnect();
  expect(watch.violations).toEqual([]);
  expect(await world.violations()).toHaveLength(before);
  expect([...watch.errors, ...watch.warnings, ...watch.thrown]).toEqual([]);
});

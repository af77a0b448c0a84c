import { expect, type Page } from '@playwright/test';
import { DriveCard } from './support/drive-card.js';
import { test } from './support/shared-world.js';

const sectionOf = (page: Page, tenant: string) =>
  page.locator('section.host-tenant').filter({ has: page.getByRole('heading', { name: tenant, exact: true }) });

test('two hubs of two tenants do not mix', async ({ page, world }) => {
  await page.goto(`${world.host}/two-tenants`);
  const [acme, globex] = [sectionOf(page, 'Acme GmbH'), sectionOf(page, 'Globex Oy')];
  const [ofAcme, ofGlobex] = [new DriveCard(page, acme), new DriveCard(page, globex)];
  await expect(acme.getByRole('article')).toHaveCount(3);
  await expect(globex.getByRole('article')).toHaveCount(3);
  await ofAcme.connect();
  await expect(ofGlobex.badge).toHaveText('Not connected');
  await expect(ofAcme.card).toContainText('alice@example.com');
  await expect(ofGlobex.card).not.toContainText('alice@example.com');

  await page.reload();
  await expect(ofAcme.badge).toHaveText('Needs setup');
  await expect(ofGlobex.badge).toHaveText('Not connected');

  // Searching in one leaves the other as it is.
  await acme.getByRole('searchbox').fill('invoices');
  await expect(acme.getByRole('article')).toHaveCount(1);
  await expect(globex.getByRole('article')).toHaveCount(3);
  await acme.getByRole('searchbox').fill('');
  await ofAcme.disconnect();
});

test('what the page says about the element’s box applies', async ({ page, world }) => {
  await page.goto(`${world.host}/two-tenants`);
  const hub = page.locator('integration-hub').first();
  await expect(hub.getByRole('article').first()).toBeVisible();
  const columns = await hub.evaluate((element: HTMLElement) => {
    const section = element.parentElement as HTMLElement;
    section.style.setProperty('display', 'grid');
    section.style.setProperty('grid-template-columns', '100px 500px');
    element.style.setProperty('grid-column', '2');
    const { left, width } = element.getBoundingClientRect();
    return { left: Math.round(left - section.getBoundingClientRect().left), width: Math.round(width) };
  });
  expect(columns).toEqual({ left: 100, width: 500 });

  const before = await hub.boundingBox();
  await hub.evaluate((element: HTMLElement) => element.style.setProperty('margin', '40px 0 0 60px'));
  const moved = await hub.boundingBox();
  expect([Math.round((moved?.x ?? 0) - (before?.x ?? 0)), Math.round((moved?.y ?? 0) - (before?.y ?? 0))]).toEqual([60, 40]);

  await hub.evaluate((element: HTMLElement) => {
    element.hidden = true;
  });
  await expect(hub).toBeHidden();
  await hub.evaluate((element: HTMLElement) => {
    element.hidden = false;
  });
  await expect(hub).toBeVisible();
  await hub.evaluate((element: HTMLElement) => element.style.setProperty('display', 'none'));
  await expect(hub).toBeHidden();
});

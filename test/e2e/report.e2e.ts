import { expect } from '@playwright/test';
import { Bucket } from './support/bucket.js';
import { card } from './support/people.js';
import { test } from './support/shared-world.js';

test('a widget without a connector is set up, turned on, run and turned off', async ({ page, world }) => {
  await page.goto(`${world.host}/integrations`);
  const report = card(page, 'Usage report');
  const badge = report.locator('[part="badge"]');
  const button = (name: string) => report.getByRole('button', { name, exact: true });
  await expect(badge).toHaveText('Not connected');

  await button('Settings').click();
  const settings = page.getByRole('dialog', { name: /Usage report/ });
  await settings.getByLabel('Title').fill('Quarter 3');
  await settings.getByLabel('Semicolon').check();
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(settings).toBeHidden();
  await expect(badge).toHaveText('Settings saved');

  await button('Turn on').click();
  await expect(badge).toHaveText('Active');
  expect(page.context().pages()).toHaveLength(1);

  await button('Store report').click();
  const message = page.getByRole('dialog', { name: 'Report stored' });
  await expect(message).toContainText('reports/acme/Quarter 3.csv');
  await message.getByRole('button', { name: 'OK' }).click();
  expect(await new Bucket(world).text('reports/acme/Quarter 3.csv')).toBe(
    'figure;value\ncustomers;259\ninvoices;518\nseats;777\n',
  );

  await button('Settings').click();
  await expect(settings.getByLabel('Title')).toHaveValue('Quarter 3');
  await expect(settings.getByLabel('Semicolon')).toBeChecked();
  await settings.getByRole('button', { name: 'Cancel' }).click();

  // The least needed of three buttons that do not fit stands in the menu.
  await button('More for Usage report').click();
  await report.getByRole('menuitem', { name: 'Turn off' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click();
  await expect(badge).toHaveText('Not connected');
  await expect(button('Store report')).toBeHidden();
});

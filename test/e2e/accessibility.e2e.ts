import { expect } from '@playwright/test';
import { pages } from '../../demo/host/pages.js';
import { DeskCard, typedFor } from './support/desk-card.js';
import { DriveCard } from './support/drive-card.js';
import { inspect, picture } from './support/inspection.js';
import { alice, allow, card, typePassword } from './support/people.js';
import { test } from './support/shared-world.js';
import { inspectSmall } from './support/small-windows.js';

for (const { path } of pages) {
  test(`${path} is accessible`, async ({ page, world }) => {
    await page.goto(`${world.host}${path}`);
    await expect(page.getByRole('article').first().locator('[part="badge"]')).toBeVisible();
    await inspect(page, `page${path.replaceAll('/', '-')}`);
    await picture(page, `page${path.replaceAll('/', '-')}`);
    await inspectSmall(page, `page${path.replaceAll('/', '-')}`);
  });
}

test('every state of a card and every dialog is accessible', async ({ page, world }) => {
  test.setTimeout(360_000);
  const see = async (name: string) => {
    await inspect(page, name);
    await picture(page, name);
    await inspectSmall(page, name);
  };
  await page.goto(`${world.host}/integrations`);
  const drive = new DriveCard(page);
  await expect(drive.badge).toHaveText('Not connected');

  const window = await drive.openSignIn();
  await expect(drive.badge).toHaveText('Connecting');
  await see('connecting');
  await inspect(window, 'service-sign-in');
  await typePassword(window, alice);
  await allow(window);
  await expect(drive.badge).toHaveText('Needs setup');
  await see('needs-setup');

  await drive.button('Configure').click();
  const folders = page.getByRole('combobox', { name: 'Folders' });
  await folders.click();
  await expect(page.getByRole('option', { name: 'Show more' })).toBeVisible();
  await see('form-list');
  await drive.chooseFolders(['Legal', 'Recherche & Notes']);
  await see('form');
  const form = drive.dialog(/Google Drive to GCS/);
  await form.getByRole('button', { name: 'Next' }).click();
  await form.getByLabel('Folder in the bucket').fill('not valid');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('link', { name: /Use letters, digits/ })).toBeVisible();
  await see('form-error');
  await form.getByLabel('Folder in the bucket').fill('looks');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(drive.badge).toHaveText('Active');
  await see('active');

  await world.slowDown({ drive: 300, storage: 300 });
  await drive.button('Sync').click();
  await expect(drive.card).toContainText(/[1-9]\d* of 28/);
  await see('running');
  await world.slowDown({ drive: 0, storage: 0 });
  await expect(drive.dialog('Sync finished')).toBeVisible({ timeout: 30_000 });
  await see('message');
  await drive.dialog('Sync finished').getByRole('button', { name: 'OK' }).click();

  await drive.button('History of Google Drive to GCS').click();
  await expect(drive.dialog('History').getByRole('listitem').first()).toBeVisible();
  await see('history');
  await drive.dialog('History').getByRole('button', { name: /Sync/ }).click();
  await expect(drive.dialog('Sync')).toContainText('28 files in 2 folders');
  await see('run');
  await page.keyboard.press('Escape');

  await card(page, 'PostgreSQL').getByRole('button', { name: 'Connect' }).click();
  const credentials = page.getByRole('dialog', { name: 'Connect PostgreSQL' });
  await expect(credentials).toBeVisible();
  await see('credentials');
  await credentials.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(credentials.getByRole('link').first()).toBeVisible();
  await see('credentials-error');
  await credentials.getByRole('button', { name: 'Cancel' }).click();
  await expect(credentials).toBeHidden();

  await world.flip({ revokeAccount: alice.email });
  await drive.button('Sync').click();
  await expect(drive.badge).toHaveText('Sign-in expired');
  const message = page.getByRole('dialog');
  await message.getByRole('button', { name: 'OK' }).click();
  await see('expired');

  await drive.button('Disconnect').click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await see('question');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(drive.badge).toHaveText('Not connected');
});

test('every way to sign in is accessible, also where it is refused', async ({ page, world }) => {
  test.setTimeout(360_000);
  const see = async (name: string) => {
    await inspect(page, name);
    await picture(page, name);
    await inspectSmall(page, name);
  };
  await page.goto(`${world.host}/sign-in-methods`);
  const desk = new DeskCard(page);
  await desk.button('Connect').click();
  await expect(desk.radio('oauth')).toBeChecked();
  await see('method-oauth');
  for (const access of world.access.filter(({ account, name }) => account === alice.email && name !== 'Staging')) {
    await desk.radio(access.kind).check();
    await desk.submit();
    await expect(desk.summary).toBeVisible();
    await see(`method-${access.kind}-empty`);
    await desk.type(typedFor({ ...access, secret: `${access.secret}-wrong` }));
    await desk.submit();
    await expect(desk.summary).toContainText('Orchard Desk said');
    await see(`method-${access.kind}-refused`);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave' }).click();
  await new DeskCard(page, 'Desk figures').button('Connect').click();
  await see('method-only');
  await page.keyboard.press('Escape');

  const both = new DeskCard(page, 'Tickets and files');
  await both.button('Connect').click();
  await see('two-services');
  const key = world.access.find(({ kind }) => kind === 'api_key');
  if (key === undefined) throw new Error('There is no key');
  await both.radio('api_key').check();
  await both.type(typedFor(key));
  await both.submit();
  await expect(both.dialog).toContainText('2 services, 1 connected');
  await see('two-services-one-done');
  await both.dialog.getByRole('button', { name: 'Finish later' }).click();
});

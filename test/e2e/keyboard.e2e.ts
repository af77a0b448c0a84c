import { expect } from '@playwright/test';
import { DriveCard } from './support/drive-card.js';
import { expectFocus, tabTo } from './support/keyboard.js';
import { alice, openWindow } from './support/people.js';
import { test } from './support/shared-world.js';

test('the whole story by keyboard alone', async ({ page, world }) => {
  await page.goto(`${world.host}/integrations`);
  const drive = new DriveCard(page);
  await expect(drive.badge).toHaveText('Not connected');

  // Signs in. Nothing is clicked in the window either.
  await tabTo(page, 'Connect');
  const window = await openWindow(page, () => page.keyboard.press('Enter'));
  await expect(window.getByLabel('Email')).toBeVisible();
  await expectFocus(window, 'Email');
  await window.keyboard.type(alice.email);
  await tabTo(window, 'Password');
  await window.keyboard.type(alice.password);
  await window.keyboard.press('Enter');
  await expect(window.getByRole('button', { name: 'Allow' })).toBeVisible();
  await tabTo(window, 'Allow');
  const closed = window.waitForEvent('close');
  await window.keyboard.press('Enter');
  await closed;
  await expect(drive.badge).toHaveText('Needs setup');

  // Configures: the focus begins at the title, Escape in the list closes the list alone.
  await tabTo(page, 'Configure');
  await page.keyboard.press('Enter');
  const settings = drive.dialog(/Google Drive to GCS/);
  await expect(settings).toBeVisible();
  await expectFocus(page, /Google Drive to GCS/);
  await tabTo(page, 'Folders');
  const options = page.getByRole('listbox', { name: 'Folders' }).getByRole('option');
  await page.keyboard.type('Leg');
  await expect(options).toHaveText([/Legal/]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Fin');
  await expect(options).toHaveText([/Finance/]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await expect(settings).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(settings.getByRole('button', { name: 'Remove Legal' })).toBeVisible();
  await expect(settings.getByRole('button', { name: 'Remove Finance' })).toBeHidden();
  // Escape on a form with answers asks before it lets go of them.
  await page.keyboard.press('Escape');
  const leave = page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await expect(leave).toBeVisible();
  await tabTo(page, 'Keep editing');
  await page.keyboard.press('Enter');
  await expect(leave).toBeHidden();
  await expectFocus(page, 'Folders');
  await tabTo(page, 'Next');
  await page.keyboard.press('Enter');
  await expectFocus(page, /Step 2 of 2/);
  await tabTo(page, /^Folder in the bucket/);
  await page.keyboard.type('not valid');
  await tabTo(page, /^Copy new files/);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'Save');
  await page.keyboard.press('Enter');
  // An error moves the focus to the summary, whose line leads to the field.
  await expectFocus(page, /There is a problem/);
  await tabTo(page, /Use letters, digits/);
  await page.keyboard.press('Enter');
  await expectFocus(page, /^Folder in the bucket/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('keyboard');
  await page.keyboard.press('Enter');
  await expect(settings).toBeHidden();
  await expect(drive.badge).toHaveText('Active');

  // Runs. The message gives the focus back to the button that was pressed.
  await tabTo(page, 'Sync');
  await page.keyboard.press('Enter');
  const message = drive.dialog('Sync finished');
  await expect(message).toBeVisible();
  await expectFocus(page, 'Sync finished');
  await tabTo(page, 'OK');
  await page.keyboard.press('Enter');
  await expect(message).toBeHidden();
  await expectFocus(page, 'Sync');

  // Reads the history, a run in it, and comes back.
  await tabTo(page, 'History of Google Drive to GCS');
  await page.keyboard.press('Enter');
  await expect(drive.dialog('History')).toBeVisible();
  await expectFocus(page, 'History');
  await tabTo(page, /^Succeeded Sync/);
  await page.keyboard.press('Space');
  await expectFocus(page, 'Sync');
  await tabTo(page, 'Back to the history', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expectFocus(page, /^Succeeded Sync .*19 files were copied/);
  await page.keyboard.press('Escape');
  await expect(drive.dialog('History')).toBeHidden();
  await expectFocus(page, 'History of Google Drive to GCS');

  // Disconnects: the question begins on Cancel, Escape leaves everything as it was.
  await tabTo(page, 'Disconnect', 'Shift+Tab');
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Disconnect Google Drive to GCS?' });
  await expect(question).toBeVisible();
  await expectFocus(page, 'Cancel');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expectFocus(page, 'Disconnect');
  await expect(drive.badge).toHaveText('Active');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Cancel');
  await tabTo(page, 'Disconnect');
  await page.keyboard.press('Enter');
  await expect(drive.badge).toHaveText('Not connected');
});

test('the menu of a card opens, is walked through and closes by keyboard', async ({ page, world }) => {
  await page.goto(`${world.host}/integrations`);
  const report = page.getByRole('article', { name: 'Usage report' });
  const badge = report.locator('[part="badge"]');
  await expect(badge).toHaveText('Not connected');
  await tabTo(page, 'Turn on');
  await page.keyboard.press('Space');
  await expect(badge).toHaveText('Needs setup');
  await tabTo(page, 'Settings');
  await page.keyboard.press('Enter');
  await expectFocus(page, /Usage report/);
  await tabTo(page, 'Save');
  await page.keyboard.press('Enter');
  await expect(badge).toHaveText('Active');
  await expectFocus(page, 'Settings');
  await tabTo(page, 'More for Usage report', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(report.getByRole('menuitem')).toHaveText(['Turn off']);
  await expectFocus(page, 'Turn off');
  await page.keyboard.press('Escape');
  await expectFocus(page, 'More for Usage report');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Turn off');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Cancel');
  await tabTo(page, 'Turn off');
  await page.keyboard.press('Enter');
  await expect(badge).toHaveText('Not connected');
});

test('the direction of the data is chosen by keyboard', async ({ page, world }) => {
  await page.goto(`${world.host}/integrations`);
  await expect(page.getByRole('article')).toHaveCount(3);
  await tabTo(page, /Any direction/);
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Any direction');
  await page.keyboard.press('ArrowDown');
  await expectFocus(page, /Inbound/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expectFocus(page, /Inbound/);
});

import { expect, type Locator, type Page } from '@playwright/test';
import { DriveCard } from './support/drive-card.js';
import { inspect, picture } from './support/inspection.js';
import { alice, allow, bob, card, comeBackAs, openSignIn, openWindow, signIn, typePassword } from './support/people.js';
import { test } from './support/shared-world.js';
import type { World } from './support/world.js';

/** Opens the sign-in where the service remembers somebody, and goes on as somebody else. */
async function openSignInAsOther(page: Page, press: () => Promise<void>): Promise<Page> {
  const window = await openWindow(page, press);
  await window.getByRole('link', { name: 'Use another account' }).click();
  await expect(window.getByLabel('Password')).toBeVisible();
  return window;
}

/** The card of the demo's widget with several accounts. */
class TeamDrives {
  readonly card: Locator;
  readonly badge: Locator;
  readonly rows: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.card = card(page, 'Team drives');
    this.badge = this.card.locator('[part="badge"]');
    this.rows = this.card.getByRole('listitem').filter({ has: page.locator('.connection-name') });
  }

  row(name: string): Locator {
    return this.card.getByRole('listitem', { name, exact: true });
  }

  button(name: string): Locator {
    return this.card.getByRole('button', { name, exact: true });
  }

  /** Opens the menu of an account and chooses from it. */
  async choose(account: string, item: string): Promise<void> {
    await this.button(`More for ${account}`).click();
    await this.row(account).getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Runs the action of an account, and answers what its flow said. */
  async check(account: string): Promise<string> {
    await this.choose(account, 'Check');
    const message = this.#page.getByRole('dialog', { name: 'The drive answers' });
    const text = await message.locator('[part="dialog-body"]').innerText({ timeout: 30_000 });
    await message.getByRole('button', { name: 'OK' }).click();
    await expect(message).toBeHidden();
    return text.trim();
  }

  async remove(account: string): Promise<void> {
    await this.choose(account, 'Remove');
    const question = this.#page.getByRole('alertdialog', { name: `Remove ${account}?` });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(question).toBeHidden();
  }
}

const revoked = async (world: World): Promise<(string | undefined)[]> =>
  (await world.accountsLog()).filter(({ event }) => event === 'revoke').map(({ account }) => account);

test('a team connects two accounts, keeps them apart, names one and removes one', async ({ page, world }) => {
  test.setTimeout(180_000);
  await page.goto(`${world.host}/accounts`);
  const drives = new TeamDrives(page);
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(drives.button('Add account')).toBeHidden();
  await signIn(await openSignIn(page, () => drives.button('Connect').click()), alice);
  await expect(drives.row(alice.email)).toContainText('Active');
  const before = (await revoked(world)).length;

  await signIn(await openSignInAsOther(page, () => drives.button('Add account').click()), bob);
  await expect(drives.row(bob.email)).toContainText('Active');
  await expect(drives.badge).toHaveText('2 of 2 connected');

  await drives.choose(bob.email, 'Rename');
  const dialog = page.getByRole('dialog', { name: `Rename ${bob.email}` });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await inspect(page, 'accounts-rename');
  await page.keyboard.type('Field team');
  await page.keyboard.press('Enter');
  await expect(drives.row('Field team')).toContainText(bob.email);
  await expect(drives.button('More for Field team')).toBeFocused();

  expect(await drives.check('Field team')).toBe('It belongs to bob@example.com.');
  expect(await drives.check(alice.email)).toBe('It belongs to alice@example.com.');

  // The same account twice is noticed: nothing is stored, and the first one lives on.
  const window = await openSignInAsOther(page, () => drives.button('Add account').click());
  await typePassword(window, alice);
  await window.getByRole('button', { name: 'Allow' }).click();
  await expect(window.getByRole('heading', { name: 'This account is connected already' })).toBeVisible();
  await window.close();
  await expect(drives.row('Account 3')).toContainText('This account is connected already');
  await inspect(page, 'accounts');
  await picture(page, 'accounts');
  expect(await drives.check(alice.email)).toBe('It belongs to alice@example.com.');
  await drives.remove('Account 3');
  await expect(drives.rows).toHaveCount(2);

  await page.reload();
  await expect(drives.rows).toHaveCount(2);
  await expect(drives.row('Field team')).toContainText(bob.email);
  await expect(drives.row(alice.email)).toContainText('Active');
  expect((await revoked(world)).length).toBe(before);

  await drives.remove('Field team');
  await expect(drives.row('Field team')).toBeHidden();
  await expect(drives.rows).toHaveCount(1);
  await expect.poll(async () => (await revoked(world)).slice(before)).toEqual([bob.email]);
  expect(await drives.check(alice.email)).toBe('It belongs to alice@example.com.');
  await drives.remove(alice.email);
  await expect(drives.badge).toHaveText('Not connected');
});

test('another account on reconnect is asked about, in every tab', async ({ page, context, world }) => {
  test.setTimeout(180_000);
  await page.goto(`${world.host}/accounts`);
  const drives = new TeamDrives(page);
  await signIn(await openSignIn(page, () => drives.button('Connect').click()), alice);
  await expect(drives.row(alice.email)).toContainText('Active');
  await drives.choose(alice.email, 'Rename');
  await page.keyboard.type('Head office');
  await page.keyboard.press('Enter');
  await expect(drives.row('Head office')).toBeVisible();
  const other = await context.newPage();
  await other.goto(`${world.host}/accounts`);
  const others = new TeamDrives(other);
  await page.bringToFront();

  await world.flip({ revokeAccount: alice.email });
  await drives.choose('Head office', 'Check');
  // The flow's failure is told in a dialog.
  await page.getByRole('dialog').getByRole('button', { name: 'OK' }).click();
  await expect(drives.row('Head office')).toContainText('Sign-in expired');
  const asBob = async (): Promise<void> => {
    const window = await openSignInAsOther(page, () => drives.button('Reconnect Head office').click());
    await typePassword(window, bob);
    await allow(window);
    await expect(drives.row('Head office')).toContainText('Signed in as bob@example.com, which is another account.');
  };
  await asBob();
  await inspect(page, 'another-account');
  await picture(page, 'another-account');

  // Kept in the other tab: this one sees it.
  await other.bringToFront();
  await expect(others.row('Head office')).toContainText('Saved settings were made with alice@example.com.');
  await others.button('Keep alice@example.com').click();
  await page.bringToFront();
  await expect(drives.button('Reconnect Head office')).toBeVisible();
  await expect.poll(async () => (await revoked(world)).at(-1)).toBe(bob.email);

  await asBob();
  await drives.button('Replace').click();
  await expect(drives.row('Head office')).toContainText(bob.email);
  expect(await drives.check('Head office')).toBe('It belongs to bob@example.com.');
  await drives.remove('Head office');
  await expect(drives.badge).toHaveText('Not connected');
});

test('two widgets share an account: one is disconnected, the other one lives on', async ({ page, world }) => {
  test.setTimeout(120_000);
  const begun = (await revoked(world)).length;
  await page.goto(`${world.host}/accounts`);
  const drives = new TeamDrives(page);
  await signIn(await openSignIn(page, () => drives.button('Connect').click()), alice);
  await expect(drives.row(alice.email)).toContainText('Active');

  await page.goto(`${world.host}/integrations`);
  const drive = new DriveCard(page);
  await comeBackAs(await openWindow(page, () => drive.button('Connect').click()), alice);
  await expect(drive.badge).toHaveText('Needs setup');
  await drive.button('Disconnect').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(drive.badge).toHaveText('Not connected');

  await page.goto(`${world.host}/accounts`);
  expect(await drives.check(alice.email)).toBe('It belongs to alice@example.com.');
  expect((await revoked(world)).length).toBe(begun);
  await drives.remove(alice.email);
  await expect.poll(async () => (await revoked(world)).slice(begun)).toEqual([alice.email]);
});

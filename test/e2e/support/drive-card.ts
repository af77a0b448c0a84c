import { expect, type Locator, type Page } from '@playwright/test';
import { alice, card, openSignIn, type Person, signIn } from './people.js';

/** The card of the demo's migration widget, and what people do with it. */
export class DriveCard {
  readonly card: Locator;
  readonly badge: Locator;
  readonly progress: Locator;
  readonly #page: Page;

  /** @param within where there are several. Default: the page */
  constructor(page: Page, within: Page | Locator = page) {
    this.#page = page;
    this.card = card(within, 'Google Drive to GCS');
    this.badge = this.card.locator('[part="badge"]');
    this.progress = this.card.getByRole('progressbar');
  }

  button(name: string): Locator {
    return this.card.getByRole('button', { name, exact: true });
  }

  dialog(name: string | RegExp): Locator {
    return this.#page.getByRole('dialog', { name });
  }

  /** Opens the sign-in window; the page at which the service asks for the password. */
  openSignIn(): Promise<Page> {
    return openSignIn(this.#page, () => this.button('Connect').click());
  }

  async connect(person: Person = alice): Promise<void> {
    await signIn(await this.openSignIn(), person);
    await expect(this.badge).toHaveText('Needs setup');
  }

  /** Fills in both steps of the settings and saves them. */
  async configure(settings: {
    readonly folders: readonly string[];
    readonly prefix?: string;
    readonly schedule?: string;
  }): Promise<void> {
    await this.button('Configure').click();
    await this.chooseFolders(settings.folders);
    const dialog = this.dialog(/Google Drive to GCS/);
    await dialog.getByRole('button', { name: 'Next' }).click();
    if (settings.prefix !== undefined) await dialog.getByLabel('Folder in the bucket').fill(settings.prefix);
    if (settings.schedule !== undefined) await dialog.getByLabel('Copy new files').selectOption({ label: settings.schedule });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.badge).toHaveText('Active');
  }

  /** Finds folders by typing, as one does among many, and chooses them. */
  async chooseFolders(names: readonly string[]): Promise<void> {
    const folders = this.#page.getByRole('combobox', { name: 'Folders' });
    for (const name of names) {
      await folders.fill(name);
      const named = this.#page.getByText(name, { exact: true });
      await this.#page.getByRole('option').filter({ has: named }).click();
    }
    await folders.press('Escape');
  }

  /** Presses Sync, waits for the end, and answers what the flow said. */
  async sync(): Promise<string> {
    await this.button('Sync').click();
    return this.endOfSync();
  }

  async endOfSync(timeout = 60_000): Promise<string> {
    const message = this.dialog('Sync finished');
    await expect(message).toBeVisible({ timeout });
    const text = await message.locator('[part="dialog-body"]').innerText();
    await message.getByRole('button', { name: 'OK' }).click();
    await expect(message).toBeHidden();
    return text.trim();
  }

  async disconnect(): Promise<void> {
    await this.button('Disconnect').click();
    const question = this.#page.getByRole('alertdialog', { name: 'Disconnect Google Drive to GCS?' });
    await question.getByRole('button', { name: 'Disconnect' }).click();
    await expect(this.badge).toHaveText('Not connected');
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { Access, AccessKind } from '../../../demo/providers/desk/access.js';
import { card } from './people.js';

export type Method = AccessKind | 'oauth';

/** What a method's radio button is called. */
export const methodNames: Readonly<Record<Method, string>> = {
  oauth: 'Sign in with Orchard Desk',
  custom_input: 'Enter the details',
  api_key: 'API key',
  bearer_token: 'Token',
  basic_auth: 'User name and password',
};

/** What is typed in for a method, by the labels of its fields. */
export function typedFor({ kind, name, region, secret }: Access): Readonly<Record<string, string>> {
  switch (kind) {
    case 'api_key':
      return { 'API key': secret };
    case 'bearer_token':
      return { 'Personal access token': secret };
    case 'basic_auth':
      return { 'User name': name, Password: secret };
    case 'custom_input':
      return { Workspace: name, Region: region === 'us' ? 'United States' : 'Europe', 'API token': secret };
  }
}

/** A card of the help desk, and what people do with it. */
export class DeskCard {
  readonly card: Locator;
  readonly badge: Locator;
  readonly dialog: Locator;
  readonly summary: Locator;
  readonly #page: Page;

  constructor(page: Page, name = 'Orchard Desk') {
    this.#page = page;
    this.card = card(page, name);
    this.badge = this.card.locator('[part="badge"]');
    this.dialog = page.getByRole('dialog', { name: new RegExp(`^(?:Connect ${name}|Sign in to ${name} again)$`) });
    this.summary = this.dialog.locator('.error-summary');
  }

  button(name: string): Locator {
    return this.card.getByRole('button', { name, exact: true });
  }

  /** Presses an action wherever the card has room for it: as a button, or in its menu. */
  async press(action: string): Promise<void> {
    const button = this.button(action);
    const more = this.card.getByRole('button', { name: /^More for / });
    await expect(button.or(more).first()).toBeVisible();
    if (await button.isVisible()) return button.click();
    await more.click();
    await this.card.getByRole('menuitem', { name: action, exact: true }).click();
  }

  radio(method: Method): Locator {
    return this.dialog.getByRole('radio', { name: methodNames[method], exact: true });
  }

  field(label: string): Locator {
    return this.dialog.locator('[part="field"]').getByLabel(label, { exact: true });
  }

  async type(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      const field = this.field(label);
      if ((await field.evaluate((control) => control.localName)) === 'select') await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }

  /** What the fields show now, by the labels of `values`. */
  async shown(values: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    const entries = Object.keys(values).map(async (label) => {
      const text = await this.field(label).evaluate((control) =>
        control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.label ?? '') : (control as HTMLInputElement).value,
      );
      return [label, text] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  submit(): Promise<void> {
    return this.dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  }

  async chooseQueue(name: string): Promise<void> {
    await this.button('Configure').click();
    const dialog = this.#page.getByRole('dialog', { name: 'Configure Orchard Desk' });
    await dialog.getByRole('combobox', { name: 'Queue' }).click();
    await this.#page.getByRole('option', { name, exact: true }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  }

  /** Presses Import tickets, and answers what the flow said. */
  async importTickets(): Promise<string> {
    await this.press('Import tickets');
    const message = this.#page.getByRole('dialog', { name: 'Tickets imported' });
    await expect(message).toBeVisible();
    const text = await message.locator('[part="dialog-body"]').innerText();
    await message.getByRole('button', { name: 'OK' }).click();
    await expect(message).toBeHidden();
    return text.trim();
  }

  async disconnect(): Promise<void> {
    await this.press('Disconnect');
    await this.#page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expect(this.badge).toHaveText('Not connected');
  }
}

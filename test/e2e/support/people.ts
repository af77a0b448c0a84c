import { expect, type Locator, type Page } from '@playwright/test';

export interface Person {
  readonly email: string;
  readonly password: string;
}

export const alice: Person = { email: 'alice@example.com', password: 'wonderland' };

export const bob: Person = { email: 'bob@example.com', password: 'can-we-fix-it' };

/** A widget's card, by the name on it. */
export const card = (within: Page | Locator, name: string): Locator => within.getByRole('article', { name });

/** Presses what opens the sign-in window, and answers that window once the service asks who one is. */
export async function openSignIn(page: Page, press: () => Promise<void>): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await press();
  const window = await opened;
  await expect(window.getByLabel('Password')).toBeVisible();
  return window;
}

/** Types an address and a password into the service's page. */
export async function typePassword(window: Page, { email, password }: Person): Promise<void> {
  await window.getByLabel('Email').fill(email);
  await window.getByLabel('Password').fill(password);
  await window.getByRole('button', { name: 'Sign in' }).click();
}

/** Allows everything, and waits until the window has closed itself. */
export async function allow(window: Page): Promise<void> {
  const closed = window.waitForEvent('close');
  await window.getByRole('button', { name: 'Allow' }).click();
  await closed;
}

/** Signs in as a person does, and waits until the window has closed itself. */
export async function signIn(window: Page, person: Person): Promise<void> {
  await typePassword(window, person);
  await allow(window);
}

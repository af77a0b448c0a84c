import { expect, type Locator, type Page } from '@playwright/test';

export interface Person {
  readonly email: string;
  readonly password: string;
}

export const alice: Person = { email: 'alice@example.com', password: 'wonderland' };

export const bob: Person = { email: 'bob@example.com', password: 'can-we-fix-it' };

/** A widget's card, by the name on it. */
export const card = (within: Page | Locator, name: string): Locator => within.getByRole('article', { name });

/** Presses what opens a window, and answers that window. */
export async function openWindow(page: Page, press: () => Promise<void>): Promise<Page> {
  const [window] = await Promise.all([page.context().waitForEvent('page'), press()]);
  return window;
}

/** Presses what opens the sign-in window, and answers that window once the service asks who one is. */
export async function openSignIn(page: Page, press: () => Promise<void>): Promise<Page> {
  const window = await openWindow(page, press);
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

/** Goes on as somebody whom the service remembers, or signs in as them. */
export async function comeBackAs(window: Page, person: Person): Promise<void> {
  await expect(window.getByRole('heading', { name: 'Choose an account' })).toBeVisible();
  const remembered = window.getByRole('button', { name: person.email });
  if (await remembered.isVisible()) await remembered.click();
  else {
    await window.getByRole('link', { name: 'Use another account' }).click();
    await typePassword(window, person);
  }
  await allow(window);
}

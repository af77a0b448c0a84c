import { expect, type Page } from '@playwright/test';
import { ConsoleWatch } from './support/console-watch.js';
import { embedding, test } from './support/shared-world.js';
import { tokenWith } from './support/token-with.js';
import { TryPages } from './support/try-pages.js';
import type { World } from './support/world.js';

const elsewhere = 9;

let pages: TryPages;
test.beforeAll(async ({ world }) => {
  pages = await TryPages.start(world, world.port + embedding);
});
test.afterAll(async () => {
  await pages.close();
});

async function open(page: Page, markup: string, on = pages): Promise<ConsoleWatch> {
  const watch = await ConsoleWatch.of(page.context());
  await page.goto(on.with(markup));
  return watch;
}

const developerError = (page: Page) => page.locator('[part="developer-error"]');
const error = (page: Page) => page.locator('[part="error"]');
const hub = '<integration-hub tenant="acme"></integration-hub>';

/** The one line in the console that tells the developer what to do. */
const ours = (watch: ConsoleWatch) => watch.errors.filter((text) => text.startsWith('integration-hub:'));

/** Presses the way out, unless the hub has found it by itself in this very moment. */
async function tryAgain(page: Page): Promise<void> {
  const buttons = error(page).getByRole('button', { name: 'Try again' });
  await buttons.evaluateAll(([button]) => (button as HTMLButtonElement | undefined)?.click());
}

const mistakes = [
  {
    name: 'no tenant',
    markup: '<integration-hub></integration-hub>',
    code: 'missing_tenant',
    says: ['<integration-hub> needs a tenant', 'tenant="acme"'],
  },
  {
    name: 'another tenant than the session’s',
    markup: '<integration-hub tenant="globex"></integration-hub>',
    code: 'wrong_tenant',
    says: ['The tenant of <integration-hub> is not the tenant of the session token'],
  },
  {
    name: 'a backend that is no address',
    markup: '<integration-hub tenant="acme" backend="integrations.example.com"></integration-hub>',
    code: 'invalid_backend',
    says: ['The backend of <integration-hub> is not an address'],
  },
  {
    name: 'a widget that nobody knows',
    markup: '<integration-hub tenant="acme"><integration-widget widget="drive-to-gc"></integration-widget></integration-hub>',
    code: 'widget_not_found',
    says: ['There is no widget drive-to-gc', 'Did you mean drive-to-gcs?'],
  },
  {
    name: 'a lone widget without a name',
    markup: '<integration-widget tenant="acme"></integration-widget>',
    code: 'widget_not_found',
    says: ['<integration-widget> needs a widget'],
  },
  {
    name: 'a lone widget without a tenant',
    markup: '<integration-widget widget="drive-to-gcs"></integration-widget>',
    code: 'missing_tenant',
    says: ['<integration-widget> needs a tenant'],
  },
];

for (const { name, markup, code, says } of mistakes) {
  test(`${name}: says in its place how to repair it, once in the console, and throws nothing`, async ({ page }) => {
    const watch = await open(page, markup);
    await expect(developerError(page)).toBeVisible();
    for (const text of [...says, code]) await expect(developerError(page)).toContainText(text);
    await expect.poll(() => ours(watch)).toHaveLength(1);
    expect(ours(watch)[0]).toContain(code);
    expect(watch.thrown).toEqual([]);
  });
}

test('a page at an origin that is not allowed: names the origin and where to add it', async ({ page, world }) => {
  const others = await TryPages.start(world, world.port + elsewhere);
  const watch = await open(page, hub, others);
  await expect(developerError(page)).toContainText(`The backend does not allow ${others.origin}`);
  await expect(developerError(page)).toContainText('allowedOrigins');
  expect(ours(watch)).toHaveLength(1);
  expect(watch.thrown).toEqual([]);
  await others.close();
});

test('a mistake that is repaired goes away', async ({ page }) => {
  await open(page, '<integration-hub></integration-hub>');
  await expect(developerError(page)).toBeVisible();
  await page.locator('integration-hub').evaluate((element) => element.setAttribute('tenant', 'acme'));
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(developerError(page)).toBeHidden();
});

const api = /\/(?:v1\/|healthz)/;
const cors = { 'access-control-allow-origin': '*' };

const outages = [
  { name: 'a backend that is gone', code: 'network_error', answer: undefined },
  {
    name: 'a backend that answers 500',
    code: 'internal',
    answer: {
      status: 500,
      contentType: 'application/problem+json',
      body: '{"type":"about:blank","title":"Internal","status":500,"code":"internal"}',
    },
  },
  {
    name: 'a proxy that answers 502',
    code: 'unavailable',
    answer: { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' },
  },
  {
    name: 'an answer that is garbage',
    code: 'invalid_answer',
    answer: { status: 200, contentType: 'application/json', body: '{"widgets": [}' },
  },
  {
    name: 'an answer of another shape',
    code: 'invalid_answer',
    answer: { status: 200, contentType: 'application/json', body: '[1, "two"]' },
  },
];

for (const { name, code, answer } of outages) {
  test(`${name}: is said in words, with a way out that works once it is over`, async ({ page }) => {
    await page.route(api, async (route) => {
      if (answer === undefined) await route.abort('connectionrefused');
      else if (route.request().method() === 'OPTIONS') await route.fallback();
      else await route.fulfill({ ...answer, headers: cors });
    });
    const watch = await open(page, hub);
    await expect(error(page)).toContainText('Integrations could not be loaded');
    await expect(error(page)).toContainText('Your connections keep working.');
    await expect(error(page)).toContainText(code);
    await expect(error(page).getByRole('button', { name: 'Try again' })).toBeVisible();
    expect(ours(watch).length).toBeLessThanOrEqual(1);
    await page.unroute(api);
    await tryAgain(page);
    await expect(page.getByRole('article')).toHaveCount(3);
    await expect(error(page)).toBeHidden();
    expect(watch.thrown).toEqual([]);
  });
}

const now = () => Math.floor(Date.now() / 1000);

const sessions = [
  {
    name: 'a token that has expired',
    token: (world: World) => tokenWith(world, { iat: now() - 7200, exp: now() - 3600 }),
    says: ['Your session has ended', 'Reload the page to sign in again.'],
  },
  {
    name: 'a token for another backend',
    token: (world: World) => tokenWith(world, { aud: 'https://elsewhere.example.com' }),
    says: ['Your session has ended', 'Reload the page to sign in again.'],
  },
  { name: 'a token that is none', token: async () => 'not-a-token', says: ['Your session has ended'] },
];

for (const { name, token, says } of sessions) {
  test(`${name}: is said in words, and not asked for again and again`, async ({ page, world }) => {
    let asked = 0;
    const made = await token(world);
    await page.route('**/integration-hub/token', (route) => {
      asked += 1;
      return route.fulfill({ json: { token: made } });
    });
    const watch = await open(page, hub);
    for (const text of says) await expect(error(page)).toContainText(text);
    // Twice for what was to be read, and once for the stream.
    expect(asked).toBeLessThanOrEqual(3);
    expect(watch.thrown).toEqual([]);
  });
}

for (const [name, answer] of Object.entries({
  'a token address that fails': { status: 500, contentType: 'text/html', body: '<h1>Sorry</h1>' },
  'a token address that answers the log-in page': { status: 200, contentType: 'text/html', body: '<h1>Log in</h1>' },
  'a token address without a token': { status: 200, contentType: 'application/json', body: '{"error":"nobody"}' },
})) {
  test(`${name}: is said in words`, async ({ page }) => {
    await page.route('**/integration-hub/token', (route) => route.fulfill(answer));
    const watch = await open(page, hub);
    await expect(error(page)).toContainText('You could not be signed in');
    await expect(error(page).getByRole('button', { name: 'Try again' })).toBeVisible();
    await page.unroute('**/integration-hub/token');
    await tryAgain(page);
    await expect(page.getByRole('article')).toHaveCount(3);
    expect(watch.thrown).toEqual([]);
  });
}

test('an action that the backend refuses leaves the card usable', async ({ page }) => {
  const watch = await open(page, hub);
  const report = page.getByRole('article', { name: 'Usage report' });
  await page.route(/\/runs$/, (route) =>
    route.request().method() === 'OPTIONS'
      ? route.fallback()
      : route.fulfill({
          status: 500,
          headers: cors,
          contentType: 'application/problem+json',
          body: '{"type":"about:blank","title":"Internal","status":500,"code":"internal","instance":"req_4711"}',
        }),
  );
  await report.getByRole('button', { name: 'Turn on' }).click();
  await expect(report).toContainText('Something went wrong on our side');
  await expect(report).toContainText('req_4711');
  await page.unroute(/\/runs$/);
  await report.getByRole('button', { name: 'Try again' }).click();
  await expect(report.locator('[part="badge"]')).toHaveText(/Needs setup|Active/);
  await report.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click();
  await expect(report.getByRole('button', { name: 'Turn on' })).toBeVisible();
  expect(watch.thrown).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, type Locator, type Page, test } from '@playwright/test';
import type { Field } from '../../src/contract/form.js';
import { honestChromium } from '../support/browsers.js';
import { aConfiguration, aConnection, aDependency, aField, aHub, anAction, aWidget, inState } from '../support/factories.js';
import { someFields } from '../support/some-fields.js';

/** What the browser keeps for the host application. It is nobody's business but the host's. */
const saved = { username: 'maya@acme.example', password: 'only-for-the-host-4711' };

const password = aField({ key: 'secret', label: 'Secret', type: 'password' });
const forms: Readonly<Record<string, readonly Field[]>> = {
  'a text before a password': [aField({ key: 'user', label: 'User' }), password],
  'an e-mail address before a password': [aField({ key: 'mail', label: 'E-mail', type: 'email' }), password],
  'an address and a number before a password': [someFields.url.field, someFields.number.field, password],
  'one of every type': Object.values(someFields).map(({ field }) => field),
  'a password and its repetition': [password, { ...password, key: 'again', label: 'Again' }],
  'a password in a row': [
    aField({ key: 'users', label: 'Users', type: 'group', minimum: 1, fields: [aField({ label: 'Name' }), password] }),
  ],
  'words that stand for a sign-in': ['username', 'login', 'email'].map((key) => aField({ key, label: key })),
};

const methods: Readonly<Record<string, readonly Field[]>> = {
  basic_auth: [aField({ key: 'username', label: 'User name', required: true }), { ...password, key: 'password', required: true }],
  api_key: [aField({ key: 'key', label: 'API key', type: 'password' })],
  bearer_token: [aField({ key: 'token', label: 'Token', type: 'password' })],
  custom_input: [aField({ key: 'account', label: 'Account' }), aField({ key: 'user', label: 'User', type: 'email' }), password],
  oauth: [aField({ key: 'shop', label: 'Shop' }), aField({ key: 'client_secret', label: 'Client secret', type: 'password' })],
};

const flowOf = (name: string): string => name.replaceAll(/[^a-z]+/g, '_');
const configure = (flow: string) =>
  anAction({ key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow });

const hub = aHub({
  widgets: [
    ...Object.entries(methods).map(([method, fields]) =>
      aWidget({
        key: method.replace('_', '-'),
        name: method,
        dependencies: [
          aDependency({
            methods: [{ method: method as 'oauth', fields: [...fields] }],
            defaultMethod: method as 'oauth',
          }),
        ],
      }),
    ),
    ...Object.keys(forms).map((name) =>
      aWidget({ key: flowOf(name).replaceAll('_', '-'), name, dependencies: [], actions: [configure(flowOf(name))] }),
    ),
    aWidget({
      key: 'several',
      name: 'several',
      multiConnection: true,
      connections: [
        aConnection({ ...inState.active, key: 'a', label: '' }),
        aConnection({ ...inState.active, key: 'b', label: 'Two' }),
      ],
    }),
  ],
});

const token = `e30.${Buffer.from(JSON.stringify({ tenant: 'acme', exp: 4_000_000_000 })).toString('base64url')}.e30`;

const ownForm = `<form id="own"><label>E-mail <input name="email" autocomplete="username"></label>
<label>Password <input type="password" name="password" autocomplete="current-password"></label></form>`;

let server: Server;
let origin: string;
let profile: string;
let context: BrowserContext;
const sent: string[] = [];

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, body: string | Buffer) => response.writeHead(200, { 'content-type': type }).end(body);
    const json = (value: unknown) => send('application/json', JSON.stringify(value));
    request.setEncoding('utf8').on('data', (text: string) => sent.push(text));
    if (pathname === '/') {
      return send(
        'text/html',
        `<!doctype html><html lang="en"><title>Host</title><script type="module" src="/integration-hub.js"></script>
<body><integration-hub tenant="acme" token-url="/token"></integration-hub>`,
      );
    }
    if (pathname === '/token') return json({ token });
    if (pathname === '/v1/hub') return json(hub);
    if (pathname === '/v1/events') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    const [name] = Object.keys(forms).filter((each) => pathname.endsWith(`/configurations/${flowOf(each)}`));
    if (name !== undefined) {
      const steps = [{ key: 'only', title: 'Only', fields: [...(forms[name] ?? [])] }];
      return json(aConfiguration({ flow: flowOf(name), name, steps, values: { users: [{}], rules: [{}] } }));
    }
    readFile(`dist/script-tag${pathname}`).then(
      (body) => send('text/javascript', body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  profile = mkdtempSync(join(tmpdir(), 'integration-hub-'));
  const honest = honestChromium();
  // A browser that knows it is driven keeps its password manager to itself.
  const ignoreDefaultArgs = [...honest.ignoreDefaultArgs, '--enable-automation'];
  context = await chromium.launchPersistentContext(profile, { ...honest, ignoreDefaultArgs });
  const page = await context.newPage();
  // The browser's own page, which is the only one that may ask for this.
  await page.goto('chrome://password-manager/passwords');
  await page.evaluate(
    (login) =>
      (
        globalThis as unknown as { chrome: { passwordsPrivate: { addPassword(login: unknown): Promise<void> } } }
      ).chrome.passwordsPrivate.addPassword(login),
    { url: `${origin}/`, ...saved, note: '', useAccountStore: false },
  );
  await page.close();
});

test.afterAll(async () => {
  await context?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(profile, { recursive: true, force: true });
});

test.beforeEach(() => {
  sent.length = 0;
});

async function open(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  await expect(page.getByRole('article')).toHaveCount(hub.widgets.length);
  return page;
}

/** What the browser has done with a form that it has had as long as ours: it fills in the host's own. */
async function filledIn(page: Page): Promise<string[]> {
  await page.evaluate((markup) => {
    document.querySelector('#own')?.remove();
    document.body.insertAdjacentHTML('beforeend', markup);
  }, ownForm);
  await expect(page.locator('#own input[type=password]')).toHaveValue(saved.password);
  await expect(page.locator('#own input[name=email]')).toHaveValue(saved.username);
  // A value is kept from scripts until somebody has touched the page.
  await page.keyboard.press('Shift');
  return page.evaluate(() => {
    const found: string[] = [];
    const walk = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) walk(element.shadowRoot);
        const isOwn = root === document;
        if (!isOwn && element instanceof HTMLInputElement && element.matches(':autofill'))
          found.push(`${element.name}: ${element.value}`);
      }
    };
    walk(document);
    return found;
  });
}

const dialogOf = (page: Page): Locator => page.getByRole('dialog');

async function expectNothingFilledIn(page: Page): Promise<void> {
  expect(await filledIn(page)).toEqual([]);
  for (const input of await page
    .locator('integration-hub input:is([type=text], [type=email], [type=password], [type=url])')
    .all())
    expect(await input.inputValue()).not.toMatch(new RegExp(`${saved.username}|${saved.password}`));
}

for (const [method, fields] of Object.entries(methods)) {
  test(`a login that is saved for the host is not filled in, nor sent, where ${method} is asked for`, async () => {
    const page = await open();
    await page.getByRole('article', { name: method, exact: true }).getByRole('button', { name: 'Connect' }).click();
    await expect(dialogOf(page).locator('input')).toHaveCount(fields.length);
    await expectNothingFilledIn(page);
    await dialogOf(page).getByRole('button', { name: 'Show' }).click();
    await expectNothingFilledIn(page);
    await dialogOf(page)
      .getByRole('button', { name: /^Con(?:nect|tinue)$/ })
      .click();
    if (method === 'basic_auth') await expect(dialogOf(page).locator('.error-summary')).toBeVisible();
    await page.close();
    expect(sent.join('')).not.toContain(saved.password);
  });
}

for (const name of Object.keys(forms)) {
  test(`nor in settings with ${name}`, async () => {
    const page = await open();
    await page.getByRole('article', { name, exact: true }).getByRole('button', { name: 'Configure' }).click();
    await expect(dialogOf(page).locator('input').first()).toBeVisible();
    await expectNothingFilledIn(page);
    await page.close();
    expect(sent.join('')).not.toContain(saved.password);
  });
}

test('nor in the name of an account and the search', async () => {
  const page = await open();
  const several = page.getByRole('article', { name: 'several', exact: true });
  await several
    .getByRole('button', { name: /^More for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await expect(dialogOf(page).locator('input')).toBeVisible();
  await expectNothingFilledIn(page);
  await page.close();
});

import { expect, type Page } from '@playwright/test';
import { Client } from 'pg';
import { scanForSecrets } from '../support/secret-scanner.js';
import { dumpDatabase } from './support/database-dump.js';
import { card } from './support/people.js';
import { exceptionsOf } from './support/planted-secrets.js';
import { Recording } from './support/recording.js';
import { testIn } from './support/world.js';

const test = testIn({ port: 6110 });
test.describe.configure({ mode: 'serial' });

const wrongPassword = 'not-the-password-4711';

let recording: Recording;
let page: Page;
const postgresql = () => card(page, 'PostgreSQL');
const badge = () => postgresql().locator('[part="badge"]');
const press = (name: string) => postgresql().getByRole('button', { name, exact: true }).click();

test.beforeAll(async ({ world, browser }) => {
  recording = await Recording.start(world, browser);
  page = await recording.context.newPage();
  await page.goto(`${world.host}/integrations`);
});

test.afterAll(async () => {
  await recording.close();
});

test('asks for what is missing before anything is sent', async () => {
  await press('Connect');
  const dialog = page.getByRole('dialog', { name: 'Connect PostgreSQL' });
  await dialog.getByLabel('Host').fill('https://127.0.0.1');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.locator('.error-summary').getByRole('link')).toHaveText([
    'Enter a host name without https://',
    'Enter Database',
    'Enter User',
    'Enter Password',
  ]);
  await expect(dialog.locator('.error-summary')).toBeFocused();
});

test('says what the server said about a wrong password, and keeps what was typed', async ({ world }) => {
  const { host, port, database, user } = world.database;
  const dialog = page.getByRole('dialog', { name: 'Connect PostgreSQL' });
  await dialog.getByLabel('Host').fill(host);
  await dialog.getByLabel('Port').fill(String(port));
  await dialog.getByLabel('Database').fill(database);
  await dialog.getByLabel('User').fill(user);
  await dialog.getByLabel('Password', { exact: true }).fill(wrongPassword);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.locator('.error-summary')).toContainText(`password authentication failed for user "${user}"`);
  await expect(dialog.getByLabel('Host')).toHaveValue(host);
  await expect(dialog.getByLabel('Port')).toHaveValue(String(port));
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveValue(wrongPassword);
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
});

test('connects with the right one', async ({ world }) => {
  const dialog = page.getByRole('dialog', { name: 'Connect PostgreSQL' });
  await dialog.getByLabel('Password', { exact: true }).fill(world.database.password);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(badge()).toHaveText('Needs setup');
  await expect(postgresql()).toContainText('cadence_writer on billing');
  await recording.look(page);
});

test('chooses one of the schemas that the database has', async () => {
  await press('Configure');
  const dialog = page.getByRole('dialog', { name: /PostgreSQL/ });
  await dialog.getByRole('combobox', { name: 'Schema' }).click();
  const options = page.getByRole('listbox', { name: 'Schema' }).getByRole('option');
  await expect(options).toHaveText(['public', 'reporting']);
  await options.filter({ hasText: 'reporting' }).click();
  await expect(dialog.getByLabel('Table')).toHaveValue('invoices');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(badge()).toHaveText('Active');
  await recording.look(page);
});

test('writes rows that are in the table then', async ({ world }) => {
  await press('Write now');
  const message = page.getByRole('dialog', { name: 'Invoices written' });
  await expect(message).toContainText('120 invoices are in reporting.invoices.');
  await recording.look(page);
  await message.getByRole('button', { name: 'OK' }).click();
  const client = new Client(world.database);
  await client.connect();
  const { rows } = await client.query<{ number: string; cents: string }>('select * from reporting.invoices order by number');
  await client.end();
  expect(rows).toHaveLength(120);
  expect([rows[0], rows.at(-1)]).toEqual([
    { number: 'ACME-0001', cents: '4900' },
    { number: 'ACME-0120', cents: String(4900 + ((119 * 7919) % 90_000)) },
  ]);
});

test('disconnects, and has to type everything again', async () => {
  // The least needed of three buttons that do not fit stands in the menu.
  await press('More for PostgreSQL');
  await postgresql().getByRole('menuitem', { name: 'Disconnect' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(badge()).toHaveText('Not connected');
  await press('Connect');
  const dialog = page.getByRole('dialog', { name: 'Connect PostgreSQL' });
  await expect(dialog.getByLabel('User')).toHaveValue('');
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveValue('');
  await recording.look(page);
});

test('leaves the password nowhere but in the request that brought it', async ({ world }) => {
  await world.endBackend('SIGTERM');
  recording.add(await dumpDatabase(world.settings.dataDirectory));
  const { databasePassword, sessionInHeader, tokenOfTheSession } = exceptionsOf(world);
  const exceptions = [databasePassword, { ...databasePassword, kind: 'wrong password' }, sessionInHeader, tokenOfTheSession];
  const secrets = [...(await recording.secrets()), { kind: 'wrong password', value: wrongPassword }];
  const { leaks, used } = scanForSecrets(secrets, recording.places(), exceptions);
  expect(leaks).toEqual([]);
  expect(used.size).toBe(exceptions.length);
});

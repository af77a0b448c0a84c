import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { plantDrive } from '../../demo/providers/drive/tree.js';
import { scanForSecrets } from '../support/secret-scanner.js';
import { Bucket, expectedContents, folderNamed } from './support/bucket.js';
import { dumpDatabase } from './support/database-dump.js';
import { DriveCard } from './support/drive-card.js';
import { alice, allow, typePassword } from './support/people.js';
import { exceptionsOf } from './support/planted-secrets.js';
import { Recording } from './support/recording.js';
import { testIn } from './support/world.js';

const test = testIn({ port: 6100, isFirstStart: true });
test.describe.configure({ mode: 'serial' });

const folders = ['Legal', 'Sales'];
/** Not a secret: shows that the scan sees what is in each place. */
const marker = 'contracts-of-the-story-4711';

let recording: Recording;
let page: Page;
let drive: DriveCard;

test.beforeAll(async ({ world, browser }) => {
  recording = await Recording.start(world, browser);
  page = await recording.context.newPage();
  drive = new DriveCard(page);
});

test.afterAll(async () => {
  await recording.close();
});

test('a person sees what can be connected', async ({ world }) => {
  await page.goto(`${world.host}/integrations`);
  await expect(drive.badge).toHaveText('Not connected');
  await expect(page.getByRole('article')).toHaveCount(3);
  await recording.look(page);
});

test('signs in with a wrong password, then the right one, and the window closes itself', async () => {
  const window = await drive.openSignIn();
  await expect(drive.badge).toHaveText('Connecting');
  await typePassword(window, { ...alice, password: 'down-the-rabbit-hole' });
  await expect(window.getByRole('alert')).toContainText('do not belong together');
  await recording.look(window);
  await typePassword(window, alice);
  await expect(window.getByRole('heading')).toHaveText('Cadence wants to use your Drive');
  await recording.look(window);
  await recording.look(page);
  await allow(window);
  await expect(drive.badge).toHaveText('Needs setup');
  await expect(drive.card).toContainText('Connected as alice@example.com.');
  expect(recording.context.pages()).toEqual([page]);
  await recording.noteTokens();
});

test('chooses folders of the connected account, a folder in the bucket and a schedule', async () => {
  await drive.button('Configure').click();
  const combobox = page.getByRole('combobox', { name: 'Folders' });
  await combobox.click();
  const options = page.getByRole('listbox', { name: 'Folders' }).getByRole('option');
  await expect(options.filter({ hasText: 'Show more' })).toBeVisible();
  await combobox.fill('Recherche');
  await expect(options).toHaveText([/Recherche & Notes/]);
  await drive.chooseFolders(folders);
  await recording.look(page);
  const dialog = drive.dialog(/Google Drive to GCS/);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByLabel('Folder in the bucket').fill('no spaces');
  await dialog.getByLabel('Copy new files').selectOption({ label: 'Every day' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('link', { name: /Use letters, digits/ })).toBeVisible();
  await dialog.getByLabel('Folder in the bucket').fill(marker);
  await recording.look(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(drive.badge).toHaveText('Active');
  await expect(drive.button('Configure')).toBeHidden();
});

test('syncs, and sees how far it is and what came of it', async ({ world }) => {
  await world.slowDown({ drive: 20, storage: 40 });
  await drive.button('Sync').click();
  await expect(drive.badge).toHaveText('Running');
  await expect(drive.card).toContainText(/\d+ of 36/);
  const seen = await drive.progress.getAttribute('value');
  await expect(drive.progress).not.toHaveAttribute('value', seen ?? '');
  await recording.look(page);
  await recording.noteTokens();
  expect(await drive.endOfSync()).toBe('36 files were copied.');
  await expect(drive.badge).toHaveText('Active');
  await expect(drive.card).toContainText('36');
  await world.slowDown({ drive: 0, storage: 0 });
});

test('finds every file in the bucket, byte by byte', async ({ world }) => {
  const tree = plantDrive(alice.email);
  const expected = expectedContents(
    tree,
    folders.map((name) => folderNamed(tree, name)),
    `${marker}/`,
  );
  expect(expected.size).toBe(36);
  expect(Object.fromEntries(await new Bucket(world).contents(''))).toEqual(Object.fromEntries(expected));
});

test('reads in the history what happened', async () => {
  await drive.button('History of Google Drive to GCS').click();
  const history = drive.dialog('History');
  await expect(history.getByRole('listitem')).toHaveText([/Sync.*36 files were copied/s, /Settings saved/, /Connected/]);
  await expect(history).toContainText('Maya Lind');
  await recording.look(page);
  await history.getByRole('button', { name: /Sync/ }).click();
  const run = drive.dialog('Sync');
  await expect(run).toContainText('36 files in 2 folders');
  await recording.look(page);
  await run.getByRole('button', { name: 'Back to the history' }).click();
  await history.getByRole('button', { name: 'Close' }).click();
  await expect(history).toBeHidden();
});

test('finds everything as it was after a reload, and after the backend was restarted', async ({ world }) => {
  await page.reload();
  await expect(drive.badge).toHaveText('Active');
  await expect(drive.card).toContainText('36');
  await recording.noteTokens();
  await world.endBackend('SIGTERM');
  recording.add(await dumpDatabase(world.settings.dataDirectory));
  await world.startBackend();
  await expect(page.getByText('Live updates are paused')).toBeHidden({ timeout: 30_000 });
  await expect(drive.badge).toHaveText('Active');
  await expect(drive.button('Sync')).toBeVisible();
});

test('syncs again after the access token has expired', async ({ world }) => {
  await world.flip({ expireAccessTokens: alice.email });
  expect(await drive.sync()).toBe('0 files were copied; 36 were there already.');
  await recording.noteTokens();
  const events = (await world.accountsLog()).map(({ event }) => event);
  expect(events).toContain('refresh');
  const stored = (await world.storageLog()).filter(({ outcome }) => outcome === 'stored');
  expect(stored).toHaveLength(36);
});

test('disconnects after a question', async ({ world }) => {
  await drive.button('Disconnect').click();
  const question = page.getByRole('alertdialog', { name: 'Disconnect Google Drive to GCS?' });
  await expect(question).toContainText('The sign-in is withdrawn at Google Drive and erased here.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(drive.badge).toHaveText('Active');
  await drive.disconnect();
  await expect(drive.button('Connect')).toBeVisible();
  await recording.look(page);
  expect((await world.accountsLog()).map(({ event }) => event)).toEqual([
    'login_failed',
    'login',
    'consent',
    'token',
    'userinfo',
    'refresh',
    'revoke',
  ]);
  const file = join(world.directory, 'services', 'accounts', 'tokens.json');
  expect(await readFile(file, 'utf8')).not.toMatch(/"(?:Grant|AccessToken|RefreshToken):/);
});

test('leaves no secret anywhere but where it belongs', async ({ world }) => {
  await world.endBackend('SIGTERM');
  recording.add(await dumpDatabase(world.settings.dataDirectory));
  const secrets = [...(await recording.secrets()), { kind: 'password', value: alice.password }];
  const count = (kind: string) => secrets.filter((secret) => secret.kind === kind).length;
  expect(count('access token')).toBeGreaterThanOrEqual(2);
  expect(count('refresh token')).toBeGreaterThanOrEqual(2);
  expect(count('authorization code')).toBe(1);
  expect(count('session token')).toBeGreaterThanOrEqual(2);

  const places = recording.places();
  const marked = scanForSecrets([{ kind: 'marker', value: marker }], places).leaks.map(({ area }) => area);
  expect(new Set(marked)).toEqual(new Set(['request body', 'response body', 'page', 'database']));
  for (const area of ['request line', 'request header', 'response header', 'console', 'output'])
    expect(
      places.some((place) => place.area === area && place.text !== ''),
      area,
    ).toBe(true);
  const streams = places.filter(({ area, name }) => area === 'response body' && name.endsWith('/v1/events'));
  expect(streams.map(({ text }) => text).join('')).toContain('run.changed');

  const { databasePassword: _elsewhere, ...exceptions } = exceptionsOf(world);
  const { leaks, used } = scanForSecrets(secrets, places, Object.values(exceptions));
  expect(leaks).toEqual([]);
  expect([...used].map(({ why }) => why).sort()).toEqual(
    Object.values(exceptions)
      .map(({ why }) => why)
      .sort(),
  );
  expect(places.filter(({ text }) => /ya29\.[\w-]{20,}/.test(text)).map(({ area, name }) => `${area} ${name}`)).toEqual([]);
});

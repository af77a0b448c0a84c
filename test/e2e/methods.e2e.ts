import { expect, type Page } from '@playwright/test';
import type { Access, AccessKind } from '../../demo/providers/desk/access.js';
import { plantTickets } from '../../demo/providers/desk/tickets.js';
import { requestHeader } from '../../src/contract/protocol.js';
import type { Secret } from '../support/secret-scanner.js';
import { scanForSecrets } from '../support/secret-scanner.js';
import { dumpDatabase } from './support/database-dump.js';
import { DeskCard, type Method, methodNames, typedFor } from './support/desk-card.js';
import { expectFocus, tabTo } from './support/keyboard.js';
import { alice, bob, comeBackAs, openSignIn, openWindow, signIn, typePassword } from './support/people.js';
import { exceptionsOf } from './support/planted-secrets.js';
import { Recording } from './support/recording.js';
import { testIn, type World } from './support/world.js';

const test = testIn({ port: 6140 });
test.describe.configure({ mode: 'serial' });

const typed: readonly AccessKind[] = ['api_key', 'bearer_token', 'basic_auth', 'custom_input'];
const methods: readonly Method[] = ['oauth', ...typed];
const steps = ['connect', 'wrong credential', 'switch', 'expire', 'reconnect', 'other account', 'disconnect'] as const;
type Step = (typeof steps)[number];

/** Chosen with the keys in one half of the methods, with the mouse in the other. */
const byKeyboard: ReadonlySet<Method> = new Set(['bearer_token', 'custom_input']);

let recording: Recording;
let page: Page;
let desk: DeskCard;
const passed = new Map<string, string>();
const planted: Secret[] = [];

const done = (method: Method, step: Step) => passed.set(`${method} ${step}`, 'ok');

const billingOf = (account: string) => plantTickets(account).filter(({ queue }) => queue === 'billing').length;

async function readCard(world: World) {
  const { token } = (await (await fetch(`${world.host}/sign-in-methods/token`)).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, [requestHeader]: 'test' };
  const read = async (path: string) => (await fetch(`${world.backendUrl}${path}`, { headers })).json();
  const hub = (await read('/v1/hub')) as {
    widgets: {
      key: string;
      connections: { active: boolean; credentials: { status: string; method?: string; account?: string }[] }[];
    }[];
  };
  const history = (await read('/v1/widgets/help-desk/connections/default/history?limit=100')) as {
    entries: { kind: string; action?: string }[];
  };
  return { connections: hub.widgets.find(({ key }) => key === 'help-desk')?.connections ?? [], entries: history.entries };
}

const kindsOf = (entries: readonly { kind: string }[], kind: string) => entries.filter((entry) => entry.kind === kind).length;

/** What another one of a method's secrets would be: in its form, and unknown to the service. */
function wrongFor(access: Access): Readonly<Record<string, string>> {
  const secret = `${access.secret.slice(0, 4)}wrong-4711-${access.kind.replace('_', '-')}`;
  planted.push({ kind: 'typed credential', value: secret });
  return typedFor({ ...access, secret });
}

const reasons: Readonly<Record<AccessKind, { readonly said: string; readonly field: string }>> = {
  api_key: { said: 'There is no such API key', field: 'API key' },
  bearer_token: { said: 'There is no such token', field: 'Personal access token' },
  basic_auth: { said: 'This user name and password do not belong together', field: 'Password' },
  custom_input: { said: 'This token does not belong to the workspace willow', field: 'API token' },
};

async function choose(method: Method): Promise<void> {
  if (!byKeyboard.has(method)) {
    await desk.dialog.getByText(methodNames[method], { exact: true }).click();
    return;
  }
  // Tab stops once in the group; the arrows move within it.
  await desk.dialog.getByRole('radio', { checked: true }).focus();
  for (let presses = 0; presses < methods.length && !(await desk.radio(method).isChecked()); presses += 1)
    await page.keyboard.press('ArrowDown');
}

test.beforeAll(async ({ world, browser }) => {
  recording = await Recording.start(world, browser);
  page = await recording.context.newPage();
  desk = new DeskCard(page);
  for (const { secret } of world.access) planted.push({ kind: 'typed credential', value: secret });
});

test.afterAll(async () => {
  await recording.close();
  const cell = (method: Method, step: Step) => (passed.get(`${method} ${step}`) ?? '-').padEnd(step.length);
  const rows = methods.map((method) => `${method.padEnd(12)} | ${steps.map((step) => cell(method, step)).join(' | ')}`);
  console.log([`${' '.repeat(12)} | ${steps.join(' | ')}`, ...rows].join('\n'));
  console.log(`${[...passed.values()].length} of ${methods.length * steps.length} cells`);
});

test('the page shows its own cards, and the other pages keep theirs', async ({ world }) => {
  await page.goto(`${world.host}/sign-in-methods`);
  await expect(page.getByRole('article')).toHaveCount(5);
  await expect(desk.badge).toHaveText('Not connected');
  const other = await recording.context.newPage();
  await other.goto(`${world.host}/integrations`);
  await expect(other.getByRole('article')).toHaveCount(3);
  await other.close();
});

test('a method that cannot be switched is the only one asked for', async () => {
  const figures = new DeskCard(page, 'Desk figures');
  await figures.button('Connect').click();
  await expect(figures.field('API key')).toBeVisible();
  await expect(figures.dialog.getByRole('radio')).toHaveCount(0);
  await page.keyboard.press('Escape');
  const workspace = new DeskCard(page, 'Desk workspace');
  await workspace.button('Connect').click();
  await expect(workspace.radio('custom_input')).toBeChecked();
  await expect(workspace.field('Region')).toHaveValue('eu');
  await page.keyboard.press('Escape');
  await expect(workspace.dialog).toBeHidden();
});

for (const method of methods) {
  test.describe(method, () => {
    const other: AccessKind = method === 'api_key' ? 'basic_auth' : 'api_key';
    let access: Access;
    test.beforeAll(({ world }) => {
      const found = world.access.find(({ account, kind }) => account === alice.email && kind === method);
      if (found !== undefined) access = found;
    });

    test('is chosen; what was typed for another one stays', async () => {
      await desk.button('Connect').click();
      await expect(desk.radio('oauth')).toBeChecked();
      await expect(desk.dialog.getByRole('radio')).toHaveCount(methods.length);
      await desk.radio(other).check();
      const typedBefore = other === 'api_key' ? { 'API key': 'odk_half-typed' } : { 'User name': 'half', Password: 'half-typed' };
      await desk.type(typedBefore);
      await choose(method);
      await expect(desk.radio(method)).toBeChecked();
      for (const label of Object.keys(typedBefore)) await expect(desk.field(label)).toHaveCount(0);
      await choose(other);
      expect(await desk.shown(typedBefore)).toEqual(typedBefore);
      await choose(method);
      done(method, 'switch');
    });

    test('says what the service says about a wrong one, and keeps what was typed', async () => {
      if (method === 'oauth') {
        const window = await openSignIn(page, () => desk.dialog.getByRole('button', { name: 'Continue' }).click());
        await expect(window.getByText('This Orchard Desk is a stand-in')).toBeVisible();
        await typePassword(window, { ...alice, password: 'down-the-rabbit-hole' });
        await expect(window.getByRole('alert')).toContainText('do not belong together');
        await window.getByRole('button', { name: 'Cancel' }).click();
        await expect(desk.dialog.locator('.notice')).toContainText('You did not allow access at Orchard Desk.');
        if (!window.isClosed()) await window.close();
      } else {
        const wrong = wrongFor(access);
        await desk.type(wrong);
        await desk.submit();
        await expect(desk.summary).toContainText(`Orchard Desk said: ${reasons[method].said}`);
        await expect(desk.summary).toBeFocused();
        await expect(desk.field(reasons[method].field)).toHaveAttribute('aria-invalid', 'true');
        expect(await desk.shown(wrong)).toEqual(wrong);
        await desk.summary.getByRole('link', { name: reasons[method].said }).click();
        await expect(desk.field(reasons[method].field)).toBeFocused();
      }
      done(method, 'wrong credential');
    });

    test('connects, and reads with it', async ({ world }) => {
      if (method === 'oauth') {
        await signIn(await openSignIn(page, () => desk.dialog.getByRole('button', { name: 'Continue' }).click()), alice);
        await recording.noteTokens();
      } else {
        await desk.type(typedFor(access));
        await desk.submit();
      }
      await expect(desk.dialog).toBeHidden();
      await expect(desk.badge).toHaveText('Needs setup');
      await expect(desk.card).toContainText(alice.email);
      await recording.look(page);
      await desk.chooseQueue('Billing');
      await expect(desk.badge).toHaveText('Active');
      expect(await desk.importTickets()).toBe(`${billingOf(alice.email)} tickets were read.`);
      const { connections } = await readCard(world);
      expect(connections.map(({ credentials }) => credentials)).toEqual([
        [expect.objectContaining({ status: 'valid', method, account: alice.email })],
      ]);
      expect((await world.deskLog()).findLast(({ request }) => request === 'tickets')).toMatchObject({ by: method, status: 200 });
      done(method, 'connect');
    });

    test('is found to have expired by a run', async ({ world }) => {
      if (method === 'oauth') await world.flip({ revokeAccount: alice.email });
      else await world.flipDesk({ revoke: { account: alice.email, kind: method } });
      await desk.press('Import tickets');
      const message = page.getByRole('dialog', { name: /failed$/ });
      await expect(message).toContainText('must be signed in first');
      await message.getByRole('button', { name: 'OK' }).click();
      await expect(desk.badge).toHaveText('Sign-in expired');
      await expect(desk.button('Reconnect')).toBeVisible();
      await expect(desk.button('Connect')).toHaveCount(0);
      await expect(desk.button('Disconnect')).toBeVisible();
      await recording.look(page);
      done(method, 'expire');
    });

    test('is renewed for the same account, and everything else is kept', async ({ world }) => {
      const before = await readCard(world);
      await desk.button('Reconnect').click();
      await expect(desk.radio(method)).toBeChecked();
      if (method === 'oauth') {
        const opened = await openWindow(page, () => desk.dialog.getByRole('button', { name: 'Continue' }).click());
        await comeBackAs(opened, alice);
        await recording.noteTokens();
      } else {
        const [issued] = await world.flipDesk({ reissue: { account: alice.email, kind: method } });
        if (issued === undefined) throw new Error('Nothing was issued');
        access = issued;
        planted.push({ kind: 'typed credential', value: issued.secret });
        await desk.type(typedFor(access));
        await desk.submit();
      }
      await expect(desk.dialog).toBeHidden();
      await expect(desk.badge).toHaveText('Active');
      expect(await desk.importTickets()).toBe(`${billingOf(alice.email)} tickets were read.`);
      const after = await readCard(world);
      expect(after.connections).toHaveLength(1);
      expect(kindsOf(after.entries, 'reconnected')).toBe(kindsOf(before.entries, 'reconnected') + 1);
      expect(kindsOf(after.entries, 'connected')).toBe(kindsOf(before.entries, 'connected'));
      done(method, 'reconnect');
    });

    test('asks before another account takes the place of the one before, and keeps or replaces it', async ({ world }) => {
      if (method === 'oauth') await world.flip({ revokeAccount: alice.email });
      else await world.flipDesk({ revoke: { account: alice.email, kind: method } });
      await desk.press('Import tickets');
      await page
        .getByRole('dialog', { name: /failed$/ })
        .getByRole('button', { name: 'OK' })
        .click();
      await expect(desk.badge).toHaveText('Sign-in expired');
      const before = await readCard(world);
      const bobs = world.access.find(({ account, kind }) => account === bob.email && kind === method);
      const asBob = async () => {
        if (method === 'oauth') {
          await comeBackAs(await openWindow(page, () => desk.dialog.getByRole('button', { name: 'Continue' }).click()), bob);
          await recording.noteTokens();
        } else if (bobs !== undefined) {
          await desk.type(typedFor(bobs));
          await desk.submit();
        }
        await expect(desk.dialog).toContainText(`Signed in as ${bob.email}, which is another account.`);
        await expect(desk.dialog).toContainText(`Saved settings were made with ${alice.email}.`);
      };
      const accounts = async () => (await readCard(world)).connections.map(({ credentials }) => credentials[0]?.account);
      await desk.button('Reconnect').click();
      await asBob();
      await desk.dialog.getByRole('button', { name: `Keep ${alice.email}` }).click();
      await expect(desk.dialog).not.toContainText('another account');
      expect(await accounts()).toEqual([alice.email]);
      if (bobs !== undefined) expect(await desk.shown(typedFor(bobs))).toEqual(typedFor(bobs));
      await asBob();
      await desk.dialog.getByRole('button', { name: 'Replace', exact: true }).click();
      await expect(desk.dialog).toBeHidden();
      await expect(desk.badge).toHaveText('Active');
      expect(await accounts()).toEqual([bob.email]);
      expect(await desk.importTickets()).toBe(`${billingOf(bob.email)} tickets were read.`);
      const after = await readCard(world);
      expect(kindsOf(after.entries, 'connected')).toBe(kindsOf(before.entries, 'connected'));
      await recording.look(page);
      done(method, 'other account');
    });

    test('is disconnected: withdrawn at the service, or erased', async ({ world }) => {
      const revoked = async () =>
        (await world.accountsLog()).filter(
          ({ event, clientId }) => event === 'revoke' && clientId === world.settings.desk.clientId,
        );
      const before = (await revoked()).length;
      await desk.disconnect();
      const { connections } = await readCard(world);
      expect(connections.map(({ active, credentials }) => [active, credentials[0]?.status])).toEqual([[false, 'missing']]);
      expect((await revoked()).length).toBe(before + (method === 'oauth' ? 1 : 0));
      await desk.button('Connect').click();
      await desk.radio(method).check();
      if (method !== 'oauth')
        for (const text of Object.values(await desk.shown(typedFor(access)))) expect(['', 'Europe']).toContain(text);
      await recording.look(page);
      await page.keyboard.press('Escape');
      done(method, 'disconnect');
    });
  });
}

const bothCards = () => {
  const both = new DeskCard(page, 'Tickets and files');
  return { both, chain: both.dialog.locator('[part="dependency"]') };
};

test('two services are a step each; closing half-way loses nothing', async ({ world }) => {
  const { both, chain } = bothCards();
  await both.button('Connect').click();
  await expect(chain.getByRole('heading')).toHaveText(['Orchard Desk', 'Google Drive']);
  await expect(both.dialog).toContainText('2 services, 0 connected');
  const key = world.access.find(({ account, kind }) => account === bob.email && kind === 'api_key');
  if (key === undefined) throw new Error('Bob has no key');
  await both.radio('api_key').check();
  await both.type(typedFor(key));
  await both.submit();
  await expect(both.dialog).toContainText('2 services, 1 connected');
  await expect(chain.first()).toContainText('Connected');
  await expect(chain.first()).toContainText(bob.email);
  await expectFocus(page, 'Google Drive');
  await both.dialog.getByRole('button', { name: 'Finish later' }).click();
  await page.reload();
  // Nothing is left to choose: the window for the other one opens at once.
  const window = await openWindow(page, () => both.button('Connect').click());
  await comeBackAs(window, alice);
  await recording.noteTokens();
  await expect(both.badge).toHaveText('Active');
  await both.press('Check both');
  const message = page.getByRole('dialog', { name: 'Ready' });
  await expect(message).toContainText(`${plantTickets(bob.email).length} tickets will be filed in the Drive of ${alice.email}.`);
  await message.getByRole('button', { name: 'OK' }).click();
  await both.disconnect();
  await recording.look(page);
});

test('two windows are opened by a press each', async () => {
  const { both, chain } = bothCards();
  await both.button('Connect').click();
  for (const service of ['Orchard Desk', 'Google Drive']) {
    await expect(chain.and(page.locator('[aria-current="step"]')).getByRole('heading')).toHaveText(service);
    expect(page.context().pages()).toEqual([page]);
    await tabTo(page, /^Continue/);
    const window = await openWindow(page, () => page.keyboard.press('Enter'));
    await comeBackAs(window, alice);
  }
  await recording.noteTokens();
  await expect(both.dialog).toBeHidden();
  await expect(both.badge).toHaveText('Active');
  await both.disconnect();
});

test('an account whose last flow fails stays, until it is disconnected anyway', async ({ world }) => {
  const figures = new DeskCard(page, 'Desk figures');
  const key = world.access.find(({ account, kind }) => account === bob.email && kind === 'api_key');
  if (key === undefined) throw new Error('Bob has no key');
  await figures.button('Connect').click();
  await figures.type(typedFor(key));
  await figures.submit();
  await expect(figures.badge).toHaveText('Active');
  await world.flipDesk({ revoke: { account: bob.email, kind: 'api_key' } });
  await figures.press('Disconnect');
  const question = page.getByRole('alertdialog', { name: 'Disconnect Desk figures?' });
  await question.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page
    .getByRole('dialog', { name: /failed$/ })
    .getByRole('button', { name: 'OK' })
    .click();
  await expect(figures.badge).toHaveText('Sign-in expired');
  await expect(figures.button('Connect')).toHaveCount(0);
  await page.reload();
  await figures.press('Disconnect');
  await expect(question).toContainText('Disconnect failed');
  await recording.look(page);
  await question.getByRole('button', { name: 'Disconnect anyway' }).click();
  await expect(figures.badge).toHaveText('Not connected');
});

test('leaves no key, token or password anywhere but in the request that brought it', async ({ world }) => {
  await world.endBackend('SIGTERM');
  const rows = await dumpDatabase(world.settings.dataDirectory);
  expect(rows.filter(({ name }) => name === 'public.credentials')).toEqual([]);
  recording.add(rows);
  const { databasePassword: _elsewhere, ...usual } = exceptionsOf(world);
  const typedIn = {
    kind: 'typed credential',
    why: 'it is typed in to be kept',
    covers: ({ area, name }: { area: string; name: string }) =>
      area === 'request body' && /^PUT \S+\/v1\/widgets\/[a-z-]+\/connections\/default\/credentials\/orchard-desk$/.test(name),
  };
  const exceptions = [...Object.values(usual), typedIn];
  const secrets = [
    ...(await recording.secrets()),
    ...planted,
    ...[alice, bob].map(({ password }) => ({ kind: 'password', value: password })),
  ];
  const { leaks, used } = scanForSecrets(secrets, recording.places(), exceptions);
  expect(leaks).toEqual([]);
  expect([...used].map(({ why }) => why).sort()).toEqual(exceptions.map(({ why }) => why).sort());
});

import { expect, type Page } from '@playwright/test';
import { plantTickets } from '../../demo/providers/desk/tickets.js';
import { DeskCard, typedFor } from './support/desk-card.js';
import { inspect } from './support/inspection.js';
import { alice, bob, comeBackAs, openSignIn, openWindow, signIn } from './support/people.js';
import { testIn, type World } from './support/world.js';

const test = testIn({ port: 6190 });

const chainOf = (archive: DeskCard) => archive.dialog.locator('[part="dependency"]');

const accessOf = (world: World, account: string) => {
  const found = world.access.find((access) => access.account === account && access.kind === 'api_key');
  if (found === undefined) throw new Error(`${account} has no key`);
  return found;
};

/** What the flow says when it has run, which nobody has to ask for. */
async function hear(page: Page, desk: string, drive: string): Promise<void> {
  const message = page.getByRole('dialog', { name: 'Ready' });
  await expect(message).toContainText(`${plantTickets(desk).length} tickets will be filed in the Drive of ${drive}.`);
  await message.getByRole('button', { name: 'OK' }).click();
  await expect(message).toBeHidden();
}

/** What a run finds that asks with a credential which is dead. */
async function hearFailure(page: Page): Promise<void> {
  const message = page.getByRole('dialog', { name: /failed$/ });
  await expect(message).toContainText('must be signed in first');
  await message.getByRole('button', { name: 'OK' }).click();
}

const kindsOf = async (world: World): Promise<string[]> => {
  const { token } = (await (await fetch(`${world.host}/sign-in-methods/token`)).json()) as { token: string };
  const answer = await fetch(`${world.backendUrl}/v1/widgets/ticket-archive/connections/default/history?limit=100`, {
    headers: { authorization: `Bearer ${token}`, 'x-integration-hub': '1' },
  });
  const { entries } = (await answer.json()) as { entries: { kind: string }[] };
  return entries
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'expired')
    .reverse();
};

test('two services are signed in to from the dialog of one action, which then runs by itself', async ({ page, world }) => {
  test.setTimeout(180_000);
  await page.goto(`${world.host}/sign-in-methods`);
  const archive = new DeskCard(page, 'Ticket archive');
  const chain = chainOf(archive);
  const step = chain.and(page.locator('[aria-current="step"]')).getByRole('heading');
  const key = accessOf(world, bob.email);
  await test.step('a service that is signed in to is kept when the dialog is closed', async () => {
    await expect(archive.badge).toHaveText('Not connected');
    await archive.button('Archive tickets').click();
    await expect(chain.getByRole('heading')).toHaveText(['Orchard Desk', 'Google Drive']);
    await expect(archive.dialog).toContainText('2 services, 0 connected');
    await inspect(page, 'multi-connector');
    await archive.radio('api_key').check();
    await archive.type(typedFor(key));
    await archive.submit();
    await expect(archive.dialog).toContainText('2 services, 1 connected');
    await expect(step).toHaveText('Google Drive');
    await archive.dialog.getByRole('button', { name: 'Finish later' }).click();
    await page.reload();
    await expect(archive.badge).toHaveText('Not connected');
  });

  const told = await page.evaluateHandle(() => {
    const facts: string[] = [];
    for (const fact of ['connected', 'expired', 'disconnected'])
      document.addEventListener(`integration-${fact}`, (event) => {
        const { widget, origin } = event as Event & { readonly widget: string; readonly origin: string };
        if (widget === 'ticket-archive') facts.push(`${fact} ${origin}`);
      });
    return facts;
  });

  await test.step('with the last one its flow runs, once', async () => {
    await archive.button('Archive tickets').click();
    await expect(archive.dialog).toContainText('2 services, 1 connected');
    const window = await openSignIn(page, () => archive.dialog.getByRole('button', { name: 'Continue' }).click());
    await signIn(window, alice);
    await expect(archive.dialog).toBeHidden();
    await hear(page, bob.email, alice.email);
    await expect(archive.badge).toHaveText('Archiving');
    expect(await kindsOf(world)).toEqual(['connected']);
    expect(await told.jsonValue()).toEqual(['connected here']);
  });

  await test.step('pressed again it runs at once', async () => {
    await archive.press('Archive tickets');
    await hear(page, bob.email, alice.email);
    expect(await kindsOf(world)).toEqual(['connected', 'run']);
  });

  await test.step('one that expired is renewed by Reconnect, without its flow', async () => {
    await world.flip({ revokeAccount: alice.email });
    await archive.press('Archive tickets');
    await hearFailure(page);
    await expect(archive.badge).toHaveText('Sign-in expired');
    await expect(archive.button('Disconnect')).toBeVisible();
    const window = await openWindow(page, () => archive.button('Reconnect').click());
    await comeBackAs(window, alice);
    await expect(archive.badge).toHaveText('Archiving');
    expect(await kindsOf(world)).toEqual(['connected', 'run', 'run', 'reconnected']);
  });

  await test.step('one that expired is renewed by the action itself, whose flow runs then', async () => {
    await world.flipDesk({ revoke: { account: bob.email, kind: 'api_key' } });
    await archive.press('Archive tickets');
    await hearFailure(page);
    await expect(archive.badge).toHaveText('Sign-in expired');
    const [issued] = await world.flipDesk({ reissue: { account: bob.email, kind: 'api_key' } });
    if (issued === undefined) throw new Error('Nothing was issued');
    await archive.press('Archive tickets');
    await expect(archive.dialog).toContainText('2 services, 1 connected');
    await expect(step).toHaveText('Orchard Desk');
    await archive.type(typedFor(issued));
    await archive.submit();
    await hear(page, bob.email, alice.email);
    await expect(archive.badge).toHaveText('Archiving');
  });

  await test.step('it is disconnected, and both are withdrawn', async () => {
    const revoked = async () => (await world.accountsLog()).filter(({ event }) => event === 'revoke').length;
    const before = await revoked();
    await archive.disconnect();
    await expect.poll(revoked).toBe(before + 1);
    expect((await told.jsonValue()).at(-1)).toBe('disconnected here');
    await expect(archive.button('Disconnect')).toHaveCount(0);
    await archive.button('Archive tickets').click();
    await expect(archive.dialog).toContainText('2 services, 0 connected');
    await page.keyboard.press('Escape');
  });
});

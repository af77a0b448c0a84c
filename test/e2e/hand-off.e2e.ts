import { cpus, loadavg } from 'node:os';
import { expect } from '@playwright/test';
import type { Coop } from '../../demo/providers/authorization-server.js';
import { until } from '../support/until.js';
import { allowAt, EngineCard, signInAt } from './support/engine-card.js';
import type { EngineWindow, Profile } from './support/engines/engine.js';
import { inEveryEngine } from './support/engines/in-every-engine.js';
import type { HandOffTrace } from './support/hand-off-trace.js';
import { alice } from './support/people.js';
import { testIn, type World } from './support/world.js';

const test = testIn({ port: 6240 });

const policies: readonly Coop[] = ['none', 'same-origin-allow-popups', 'same-origin'];
const short: Record<Coop, string> = { none: 'none', 'same-origin-allow-popups': 'SOAP', 'same-origin': 'SO' };
/** What the badge says until the sign-in has come to something. */
const underWay = ['Not connected', 'Connecting'];
const callbacks = /^GET \/oauth\/callback\//;
const returns = /^POST \/v1\/authorizations\/[^/]+\/return$/;
const isClosedBy = 10_000;

/**
 * Milliseconds from the callback (or, where that only leads to a page of the host's, from the post of that page) until the page shows
 * it: 1,000, and more on a machine that has more to do than it can.
 */
const limit = (): number => Math.round(1000 * Math.max(1, (loadavg()[0] ?? 0) / cpus().length / 2));

const tokenRequests = async (world: World): Promise<number> =>
  (await world.accountsLog()).filter(({ event }) => event === 'token' || event === 'token_failed').length;

/** A host that is `same-origin` loses its window at once: it is bound when it comes back, and a person says so before it leaves. */
async function goOn(window: EngineWindow, host: Coop): Promise<void> {
  if (host === 'same-origin') await window.click({ role: 'button', name: 'Continue' });
}

const closesItself = (window: EngineWindow): Promise<boolean> =>
  until(() => window.isClosed(), { timeout: isClosedBy, message: 'The window stays open' });

const isAlone = async (profile: Profile): Promise<void> => expect(await profile.windows()).toHaveLength(1);

/** As the table of the measurements says it: after how long `closed` was true of a window that was open. */
function saidOfClosed({ openedAt = 0, closedAt }: HandOffTrace, callback: number): string {
  return closedAt !== undefined && closedAt < callback ? `LIED +${closedAt - openedAt} ms` : 'no';
}

const print = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};

inEveryEngine(test, (stage) => {
  test.beforeEach(async ({ world }) => {
    await world.hostCoop('none');
    await world.flip({ coop: 'none' });
  });

  test.describe('the table', () => {
    test.beforeAll(() => {
      print(
        'engine',
        'host / provider COOP',
        'bound',
        'seen after the callback',
        'after the return',
        'limit',
        'closed itself',
        'token requests',
        '`closed`',
      );
    });

    for (const host of policies)
      for (const provider of policies)
        test(`connects: host ${host}, provider ${provider}`, async ({ world }) => {
          await world.hostCoop(host);
          await world.flip({ coop: provider });
          const before = { tokens: await tokenRequests(world), callbacks: world.arrivals(callbacks).length };
          const profile = await stage.newProfile();
          const card = await EngineCard.open(profile, world);
          const window = await card.connect();
          await goOn(window, host);
          await signInAt(window, alice);
          await allowAt(window);
          await card.badge('Needs setup');
          const closed = await closesItself(window);
          const trace = await card.trace();
          const [callback = 0, ...more] = world.arrivals(callbacks).slice(before.callbacks);
          const seen = trace.badges.find(({ text }) => !underWay.includes(text))?.at ?? Number.NaN;
          const begins = host === 'same-origin' ? (world.arrivals(returns).at(-1) ?? Number.NaN) : callback;
          const tokens = (await tokenRequests(world)) - before.tokens;
          print(
            stage.name,
            `${short[host]} / ${short[provider]}`,
            host === 'same-origin' ? 'at the return' : 'before leaving',
            `${seen - callback} ms`,
            host === 'same-origin' ? `${seen - begins} ms` : '–',
            `${limit()} ms`,
            closed ? 'yes' : 'no',
            tokens,
            saidOfClosed(trace, callback),
          );
          expect(trace.badges.slice(1).map(({ text }) => text)).not.toContain('Not connected');
          expect(seen - begins).toBeLessThanOrEqual(limit());
          expect(tokens).toBe(1);
          expect(more).toEqual([]);
          await isAlone(profile);
          await card.disconnect();
        });
  });

  test('a window that is closed before the provider was cancelled', async ({ world }) => {
    // Of this host the window waits for a person; of the others it has left before one can close it.
    await world.hostCoop('same-origin');
    const profile = await stage.newProfile();
    const card = await EngineCard.open(profile, world);
    const window = await card.connect();
    await card.badge('Connecting');
    await until(async () => (await window.text()).includes('Cadence'), { message: 'The start page says nothing' });
    await window.close();
    const closed = Date.now();
    const seen = (await card.badge('Not connected')) - closed;
    print(stage.name, 'closed on the start page', `cancelled after ${seen} ms`);
    expect(seen).toBeLessThanOrEqual(8 * limit());
    await isAlone(profile);
  });

  test('the start page is confirmed by keyboard alone', async ({ world }) => {
    await world.hostCoop('same-origin');
    const profile = await stage.newProfile();
    const card = await EngineCard.open(profile, world);
    const window = await card.connect();
    await until(() => window.has({ role: 'button', name: 'Continue' }), { timeout: 30_000, message: 'There is no Continue' });
    const focused = () => window.run(() => document.activeElement?.textContent?.trim(), undefined);
    for (let presses = 0; presses < 9 && (await focused()) !== 'Continue'; presses += 1) await window.press('Tab');
    expect(await focused()).toBe('Continue');
    await window.press('Enter');
    await signInAt(window, alice);
    await allowAt(window);
    await card.badge('Needs setup');
    await closesItself(window);
    await card.disconnect();
  });

  test('a window that is open is never called closed, although it reads as closed', async ({ world }) => {
    await world.flip({ coop: 'same-origin' });
    const profile = await stage.newProfile();
    const card = await EngineCard.open(profile, world);
    const window = await card.connect();
    await signInAt(window, alice);
    // Longer than every span after which something is concluded from `closed`.
    await until(async () => Date.now() - ((await card.trace()).closedAt ?? Number.POSITIVE_INFINITY) > 8000, {
      timeout: 30_000,
      message: '`closed` never lies',
    });
    expect(await window.isClosed()).toBe(false);
    expect((await card.trace()).badges.map(({ text }) => text)).toEqual(['Not connected', 'Connecting']);
    await allowAt(window);
    const seen = await card.badge('Needs setup');
    const { closedAt = Number.NaN } = await card.trace();
    print(stage.name, 'open, and read as closed', `connected ${seen - closedAt} ms after the lie`);
    await closesItself(window);
    await isAlone(profile);
    await card.disconnect();
  });
});

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { honestChromium } from '../support/browsers.js';
import { build } from '../support/build.js';
import { onEmbedded } from '../support/databases.js';
import { alice } from '../support/sign-in-stage.js';
import { until } from '../support/until.js';
import { type HostSettings, type SignInHost, startSignInHost } from './sign-in-host.js';

const draw = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');

onEmbedded((databases) => {
  let host: SignInHost;
  let browser: Browser;
  let context: BrowserContext;
  const complaints: string[] = [];

  before(async () => {
    await build(['pages']);
    host = await startSignInHost(await databases.place());
    browser = await chromium.launch(honestChromium());
  });
  after(async () => {
    await browser.close();
    await host.close();
  });
  beforeEach(async () => {
    host.coop = 'none';
    host.provider.setCoop('none');
    await context?.close();
    context = await browser.newContext({ viewport: { width: 480, height: 640 } });
    complaints.length = 0;
    context.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) complaints.push(message.text());
    });
  });

  /** Presses Connect on the host's page and answers the window that opens. */
  async function connect(
    settings: HostSettings = {},
    address = host.address(settings),
  ): Promise<{ readonly page: Page; readonly popup: Page }> {
    const page = await context.newPage();
    await page.goto(address);
    const opening = context.waitForEvent('page');
    await page.getByRole('button').click();
    return { page, popup: await opening };
  }

  async function consent(popup: Page): Promise<void> {
    await popup.waitForURL((url) => url.origin === host.provider.issuer);
    await popup.getByLabel(/email/i).fill(alice.email);
    await popup.getByLabel(/password/i).fill(alice.password);
    await popup.getByRole('button', { name: 'Sign in' }).click();
    await popup.getByRole('button', { name: /allow|continue/i }).click();
  }

  const registration = async (page: Page): Promise<{ readonly id: string; readonly proof: string }> =>
    JSON.parse(await until(() => page.locator('output').textContent(), { timeout: 10_000 })) as { id: string; proof: string };
  const tokenRequests = (): number => host.provider.log.filter(({ event }) => event === 'token').length;
  const heading = (popup: Page, name: string | RegExp): Promise<void> => popup.getByRole('heading', { name }).waitFor();
  const isAccessible = async (popup: Page): Promise<void> => {
    // Without frames, there is nothing to open a page for that joins their reports.
    assert.equal(popup.frames().length, 1);
    const { violations } = await new AxeBuilder({ page: popup }).setLegacyMode().analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      [],
    );
  };

  /** A press may be answered by the end of the window that it was made in. */
  async function closesBy(popup: Page, press: Promise<void>): Promise<void> {
    await Promise.all([popup.waitForEvent('close'), press.catch((error: unknown) => assert.ok(popup.isClosed(), String(error)))]);
  }

  describe('the sign-in window', () => {
    for (const coop of ['none', 'same-origin-allow-popups', 'same-origin'] as const) {
      it(`connects and closes itself, whose provider sends the opener policy ${coop}`, async () => {
        host.provider.setCoop(coop);
        const before = tokenRequests();
        const { page, popup } = await connect();
        const { id } = await registration(page);
        const closed = popup.waitForEvent('close');
        await consent(popup);
        await heading(popup, 'Connected. You can close this window.');
        assert.equal(await popup.evaluate(() => window.opener), null);
        const done = popup.url();
        await closed;
        const again = await context.newPage();
        await again.goto('about:blank');
        await again.goto(done);
        await heading(again, 'Connected. You can close this window.');
        await isAccessible(again);
        assert.equal((await host.read(id)).status, 'completed');
        assert.equal(tokenRequests(), before + 1);
        assert.deepEqual(complaints, []);
      });
    }

    it('says at once what it opens, and other words when that takes long', async () => {
      const { page, popup } = await connect({ held: true, locale: 'de' });
      await heading(popup, 'Opening …');
      await popup.getByText('This takes longer than usual.').waitFor();
      await isAccessible(popup);
      await page.evaluate(() => (window as Window & { register?: () => void }).register?.());
      await popup.waitForURL((url) => url.origin === host.provider.issuer);
      assert.deepEqual(complaints, []);
    });

    it('sends people back where it has lost its opener, and reaches no provider', async () => {
      host.coop = 'same-origin';
      const { page, popup } = await connect();
      const { id } = await registration(page);
      await heading(popup, 'Go back to Cadence');
      await popup.getByText(new URL(host.address()).host).waitFor();
      await isAccessible(popup);
      assert.equal((await host.read(id)).status, 'started');
      await closesBy(popup, popup.getByRole('button', { name: 'Close window' }).click());
      await until(async () => (await host.read(id)).status === 'cancelled', { timeout: 5000 });
      assert.deepEqual(complaints, []);
    });

    it('asks where it has lost its opener and may return: who, for whom, and with nothing focused', async () => {
      host.coop = 'same-origin';
      const { page, popup } = await connect({ returns: true });
      await registration(page);
      await heading(popup, 'Connect Orchard Shop to Cadence?');
      assert.deepEqual(await popup.locator('dd').allTextContents(), [
        `Cadence, ${new URL(host.address()).host}`,
        'acme',
        'Maya Lind',
      ]);
      assert.equal(await popup.evaluate(() => document.activeElement?.tagName), 'BODY');
      await isAccessible(popup);
      await popup.emulateMedia({ colorScheme: 'dark' });
      await isAccessible(popup);
      assert.equal(await popup.evaluate(() => window.opener), null);
      assert.deepEqual(complaints, []);
    });

    it('goes on by keyboard, and comes back to the page that registered it with nothing but a handle', async () => {
      host.coop = 'same-origin';
      const before = tokenRequests();
      const { page, popup } = await connect({ returns: true });
      const { id } = await registration(page);
      await heading(popup, 'Connect Orchard Shop to Cadence?');
      await popup.keyboard.press('Tab');
      await popup.keyboard.press('Enter');
      await consent(popup);
      await popup.waitForURL((url) => url.origin === new URL(host.address()).origin);
      assert.deepEqual([...new URL(popup.url()).searchParams.keys()], ['integration_authorization']);
      assert.equal((await host.read(id)).status, 'returned');
      assert.equal(tokenRequests(), before);
    });

    it('is cancelled by whom it was sent to, by keyboard', async () => {
      host.coop = 'same-origin';
      const { page, popup } = await connect({ returns: true });
      const { id } = await registration(page);
      await heading(popup, 'Connect Orchard Shop to Cadence?');
      for (const key of ['Tab', 'Tab', 'Enter']) await popup.keyboard.press(key);
      await heading(popup, 'The sign-in was cancelled');
      await isAccessible(popup);
      await until(async () => (await host.read(id)).status === 'cancelled', { timeout: 6000 });
    });

    it('takes no proof from a page of another origin, and lets go of it', async () => {
      const [id, proof] = [draw(), draw()];
      const mine = await connect({ id, proof });
      await registration(mine.page);
      await mine.popup.waitForURL((url) => url.origin === host.provider.issuer);
      const [theirs, secret] = [draw(), draw()];
      const blind = await connect({ id: theirs, proof: secret });
      await blind.popup.close();
      await registration(blind.page);
      const evil = await connect({}, host.evilAddress({ id: theirs, proof: secret, blind: true, registered: true }));
      await heading(evil.popup, 'Go back to Cadence');
      assert.equal(await evil.popup.evaluate(() => window.opener), null);
      assert.equal((await host.read(theirs)).status, 'started');
    });

    it('closes itself when another one takes its place, once it is looked at', async () => {
      const first = await connect();
      await registration(first.page);
      await first.popup.waitForURL((url) => url.origin === host.provider.issuer);
      const second = await connect();
      await registration(second.page);
      await closesBy(first.popup, consent(first.popup));
      assert.equal(tokenRequests() > 0, true);
    });

    it('goes on when Continue is pressed after the proof of its opener was refused', async () => {
      await context.route('**/oauth/bind/*', (route) => route.fulfill({ status: 403, body: '{}' }));
      const { page, popup } = await connect({ returns: true });
      await registration(page);
      await popup.getByRole('button', { name: 'Continue' }).click();
      await popup.waitForURL((url) => url.origin === host.provider.issuer);
    });

    it('waits for a backend that restarts, and says what came of it', async () => {
      const answers = [503, 502, 429, 504, 503];
      host.tokens.hold();
      await context.route('**/oauth/outcome/*', (route) => {
        const status = answers.shift();
        if (answers.length === 0) host.tokens.open();
        return status === undefined ? route.continue() : route.fulfill({ status, headers: { 'retry-after': '0' }, body: '{}' });
      });
      const { popup } = await connect();
      await consent(popup);
      await heading(popup, 'Connected. You can close this window.');
      assert.deepEqual(answers, []);
    });

    it('says that cookies are blocked, and the authorization knows it', async () => {
      await context.route('**/oauth/bind/*', async (route) => {
        const request = route.request();
        const answer = await fetch(request.url(), {
          method: 'POST',
          headers: await request.allHeaders(),
          body: request.postData(),
        });
        await route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() });
      });
      const { page, popup } = await connect();
      const { id } = await registration(page);
      await heading(popup, 'Your browser blocks cookies');
      await isAccessible(popup);
      assert.equal((await host.read(id)).error?.code, 'cookies_blocked');
    });

    it('is cancelled when it is closed before the provider, and not when it is loaded again', async () => {
      host.coop = 'same-origin';
      const { page, popup } = await connect();
      const { id } = await registration(page);
      await heading(popup, 'Go back to Cadence');
      await popup.reload();
      await heading(popup, 'Go back to Cadence');
      await assert.rejects(until(async () => (await host.read(id)).status !== 'started', { timeout: 3000 }));
      await popup.close({ runBeforeUnload: true });
      await until(async () => (await host.read(id)).status === 'cancelled', { timeout: 6000 });
    });
  });

  describe('its pages', () => {
    it('allow their own script and style by hash, and nothing else', async () => {
      const answer = await fetch(`${host.backend}/oauth/start/${draw()}`);
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(
        policy,
        /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      const { headers } = answer;
      assert.deepEqual(
        [
          'cross-origin-opener-policy',
          'referrer-policy',
          'cache-control',
          'x-content-type-options',
          'cross-origin-resource-policy',
        ].map((name) => headers.get(name)),
        ['unsafe-none', 'no-referrer', 'no-store', 'nosniff', null],
      );
    });

    it('are pages whatever is wrong with the address', async () => {
      for (const path of [
        'start/short',
        `start/${'x'.repeat(5000)}`,
        `continue/${draw()}`,
        'callback/drive',
        'callback/%00',
        'start/%00',
        'continue/%00',
        'done/%00',
        'callback/drive?state=%00&code=x',
        'done/nothing',
        `callback/drive?state=${draw()}&code=x`,
      ]) {
        const answer = await fetch(`${host.backend}/oauth/${path}`, { redirect: 'manual' });
        assert.equal(answer.status, 404, path);
        const text = await answer.text();
        assert.match(text, /This sign-in is not known here/, path);
        assert.doesNotMatch(text, /xxxxx/);
      }
    });

    it('speak the language of the browser until they know the one of the hub', async () => {
      const answer = await fetch(`${host.backend}/oauth/done/nothing`, {
        headers: { 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en' },
      });
      assert.match(await answer.text(), /<html lang="de" dir="ltr">/);
    });
  });
});

import { expect } from '@playwright/test';
import { until } from '../support/until.js';
import { Attacker, attachedAccounts, type Bait } from './support/attacker.js';
import { allowAt, EngineCard, signInAt } from './support/engine-card.js';
import type { Control, EngineWindow, Profile } from './support/engines/engine.js';
import { inEveryEngine } from './support/engines/in-every-engine.js';
import { profileOf } from './support/engines/playwright-engine.js';
import { alice, bob } from './support/people.js';
import { tokenWith } from './support/token-with.js';
import { TryPages } from './support/try-pages.js';
import { testIn, type World } from './support/world.js';

const test = testIn({ port: 6280 });

/** A port of the world's that the operator does not list. */
const evil = 9;

const goOn: Control = { role: 'button', name: 'Continue' };
const unknown = 'This sign-in is not known here';
const foreign = 'This sign-in was started by somebody else or in another session.';

const says = (window: EngineWindow, words: string): Promise<boolean> =>
  until(async () => (await window.text()).includes(words), { timeout: 20_000, message: `The page never says: ${words}` });

/** Another tenant of the same host is signed in to it. */
async function becomeOtherTenant(profile: Profile, { host }: World): Promise<void> {
  const page = await profile.open(`${host}/integrations`);
  await page.run(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the host's pages know the tenant by it
    document.cookie = 'tenant=globex; path=/';
  }, undefined);
  await page.goto(`${host}/integrations`);
  await says(page, 'Signed in as Jonas Okoye');
  await page.close();
}

/** What a victim does who presses everything that there is to press. */
async function consentAs(window: EngineWindow, person = bob): Promise<void> {
  await signInAt(window, person);
  await allowAt(window);
}

/** A form that another site posts without asking anybody. */
const form = (action: string, encoding: string, body: object): string => {
  const text = JSON.stringify(body);
  // As plain text, the name and the value of a field are one text with a = between them.
  const field =
    encoding === 'text/plain'
      ? `<input name='${text.slice(0, -1)},"x":"' value='"}'>`
      : Object.entries(body)
          .map(([name, value]) => `<input name="${name}" value="${value}">`)
          .join('');
  return `<form method="post" action="${action}" enctype="${encoding}">${field}<button>Win</button></form>`;
};

/** Opens the link and tells the window its proof, over and over, as if it had been asked. */
const blindPage = ({ id, proof, startUrl }: Bait): string => `<button>Win</button><script>
document.querySelector('button').onclick = () => {
  const opened = open(${JSON.stringify(startUrl)}, '_blank', 'popup,width=480,height=640');
  const message = ${JSON.stringify({ type: 'integration-hub/proof', id, proof })};
  setInterval(() => opened.postMessage(message, '*'), 50);
};
</script>`;

const tokenRequests = async (world: World): Promise<number> =>
  (await world.accountsLog()).filter(({ event }) => event === 'token' || event === 'token_failed').length;

let tokensBefore = 0;
test.beforeEach(async ({ world }) => {
  tokensBefore = await tokenRequests(world);
});
test.afterEach(async ({ world }) => {
  expect(await tokenRequests(world)).toBe(tokensBefore);
  expect(await attachedAccounts(world)).toEqual([]);
});

test.describe('another person of the same tenant', () => {
  let attacker: Attacker;
  let victim: Profile;
  test.beforeEach(async ({ world, context }) => {
    attacker = await Attacker.of(world);
    const token = await tokenWith(world, { sub: 'acme-colleague', name: 'Noor Haddad' });
    await context.route('**/integration-hub/token', (route) => route.fulfill({ json: { token } }));
    victim = profileOf(context);
  });

  test('goes on with a start link that was forwarded, consents, and nothing is connected', async () => {
    const bait = await attacker.begin();
    const window = await victim.open(bait.startUrl);
    await says(window, 'Maya Lind');
    await window.click(goOn);
    await consentAs(window);
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
  });

  test('is sent to the page that a sign-in returned to, and nothing is connected', async () => {
    const bait = await attacker.begin();
    await attacker.bindByContinue(bait);
    const window = await victim.open(await attacker.deliver(await attacker.callbackUrl(bait, alice)));
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
  });
});

inEveryEngine(test, (stage) => {
  let attacker: Attacker;
  let victim: Profile;

  test.beforeEach(async ({ world }) => {
    attacker = await Attacker.of(world);
    victim = await stage.newProfile();
    await becomeOtherTenant(victim, world);
  });

  test('a start link that was forwarded: another tenant goes on, consents, and nothing is connected', async () => {
    const bait = await attacker.begin();
    const window = await victim.open(bait.startUrl);
    await says(window, 'Acme GmbH');
    await window.click(goOn);
    await consentAs(window);
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
  });

  test('a start link that was forwarded after its proof was posted: there is nothing to press', async () => {
    const bait = await attacker.begin();
    expect(await attacker.bindByProof(bait)).toBe(200);
    const window = await victim.open(bait.startUrl);
    await says(window, 'Continued in another window');
    expect(await window.has(goOn)).toBe(false);
    expect(await attacker.status(bait)).toBe('bound');
  });

  test('a proof that is posted after the victim has pressed Continue comes too late', async () => {
    const bait = await attacker.begin();
    const window = await victim.open(bait.startUrl);
    await window.click(goOn);
    await signInAt(window, bob);
    expect(await attacker.bindByProof(bait)).toBe(409);
    await allowAt(window);
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
  });

  test('an authorization URL that was forwarded comes back to nobody', async () => {
    const bait = await attacker.begin();
    await attacker.bindByProof(bait);
    const window = await victim.open(await attacker.authorizationUrl(bait));
    await consentAs(window);
    await says(window, unknown);
    expect(await attacker.status(bait)).toBe('bound');
  });

  test('an authorization URL of a sign-in that was bound by Continue comes back to nobody', async () => {
    const bait = await attacker.begin();
    expect(await attacker.bindByContinue(bait)).toBe(200);
    const window = await victim.open(await attacker.authorizationUrl(bait));
    await consentAs(window);
    await says(window, unknown);
    expect(await attacker.status(bait)).toBe('bound');
  });

  test('an authorization URL comes back to nobody, whatever other sign-in the victim has under way', async ({ world }) => {
    const bait = await attacker.begin();
    await attacker.bindByProof(bait);
    const card = await EngineCard.open(victim, world);
    const own = await card.connect();
    await until(async () => (await own.url()).includes('/interaction/'), { message: 'The victim’s own window never leaves' });
    const window = await victim.open(await attacker.authorizationUrl(bait));
    await consentAs(window);
    await says(window, unknown);
    expect(await attacker.status(bait)).toBe('bound');
    await own.close();
    await card.press('Cancel');
    await card.badge('Not connected');
  });

  test('a callback URL that was forwarded is nobody’s, and stays good for its owner', async () => {
    const bait = await attacker.begin();
    await attacker.bindByProof(bait);
    const window = await victim.open(await attacker.callbackUrl(bait, alice));
    await says(window, unknown);
    expect(await attacker.status(bait)).toBe('bound');
  });

  test('a page that a sign-in returned to, forwarded with its handle, connects nothing', async () => {
    const bait = await attacker.begin();
    await attacker.bindByContinue(bait);
    const returned = await attacker.deliver(await attacker.callbackUrl(bait, alice));
    expect(returned).toContain('integration_authorization=');
    const window = await victim.open(returned);
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
  });

  test('another site that opens the link and posts the proof blindly is not heard', async ({ world }) => {
    const bait = await attacker.begin();
    const pages = await TryPages.start(world, world.port + evil);
    const trap = await victim.open(pages.with(blindPage(bait)));
    const window = await victim.windowOpenedBy(() => trap.click({ role: 'button', name: 'Win' }));
    await says(window, 'Acme GmbH');
    expect(await attacker.status(bait)).toBe('started');
    await window.click(goOn);
    await consentAs(window);
    await says(window, foreign);
    expect(await attacker.status(bait)).toBe('failed');
    await pages.close();
  });

  test('forms of another site bind, cancel and finish nothing', async ({ world }) => {
    const bait = await attacker.begin();
    const pages = await TryPages.start(world, world.port + evil);
    const { id, proof, reference } = bait;
    const posts: Readonly<Record<string, object>> = {
      [`/oauth/start/${id}/view`]: { view: 'view-number-1' },
      [`/oauth/bind/${id}`]: { proof },
      [`/oauth/continue/${id}`]: { go: 'on' },
      [`/oauth/left/${id}`]: { view: 'view-number-1' },
      [`/oauth/outcome/${reference}`]: { go: 'on' },
      [`/v1/authorizations/${reference}/return`]: { handle: proof },
    };
    for (const [path, body] of Object.entries(posts))
      for (const encoding of ['text/plain', 'application/x-www-form-urlencoded']) {
        const window = await victim.open(pages.with(form(`${world.backendUrl}${path}`, encoding, body)));
        // Each browser shows a refused form in a way of its own: what counts is that it arrived.
        const arrived = world.arrivals(new RegExp(`^POST ${path}$`)).length;
        await window.click({ role: 'button', name: 'Win' });
        await until(() => world.arrivals(new RegExp(`^POST ${path}$`)).length > arrived, { message: `${path} is never asked` });
        expect(await attacker.status(bait), `${encoding} to ${path}`).toBe('registered');
        await window.close();
      }
    // A notice of leaving takes its time: a real one, sent after them, has had its effect before theirs would be missing.
    const other = await Attacker.of(world, 'globex');
    const left = await other.begin();
    expect(await other.openAndLeave(left)).toEqual([200, 204]);
    await until(async () => (await other.status(left)) === 'cancelled', { timeout: 10_000 });
    expect(await attacker.status(bait)).toBe('registered');
    // Without a cookie there is no way to the provider.
    const window = await victim.open(`${world.backendUrl}/oauth/continue/${id}`);
    await says(window, 'Your browser blocks cookies');
    await pages.close();
  });
});

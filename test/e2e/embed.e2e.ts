import { expect, type FrameLocator, type Page } from '@playwright/test';
import { until } from '../support/until.js';
import { DriveCard } from './support/drive-card.js';
import { alice, openSignIn, signIn } from './support/people.js';
import { framing, test } from './support/shared-world.js';
import { TryPages } from './support/try-pages.js';
import type { World } from './support/world.js';

const unlisted = 9;

const frameMarkup = ({ backendUrl }: World, more = ''): string =>
  `<iframe src="${backendUrl}/embed?tenant=acme" title="Integrations" width="900" height="700"></iframe>${more}`;

/** What the README tells a page to do. */
const answering = ({ backendUrl }: World): string => `<script>
  addEventListener('message', async ({ source, origin, data }) => {
    if (origin !== '${backendUrl}' || data?.type !== 'integration-hub/token-request') return;
    const { token } = await (await fetch('/integration-hub/token')).json();
    source.postMessage({ type: 'integration-hub/token', token }, origin);
  });
</script>`;

/** Tells tokens to every frame beside it, over and over, without having been asked. */
const blind = (token: string): string => `<iframe srcdoc="<script>
  setInterval(() => { for (let index = 0; index < parent.length; index += 1)
    parent[index].postMessage({ type: 'integration-hub/token', token: '${token}' }, '*'); }, 50);
</script>"></iframe>`;

const inFrame = (page: Page): FrameLocator => page.frameLocator('iframe[title="Integrations"]');
const calls = (page: Page): string[] => {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v1/')) seen.push(request.url());
  });
  return seen;
};

test('is the hub in a frame of a listed page, through the whole sign-in, and violates no policy', async ({ page, world }) => {
  const pages = await TryPages.start(world, world.port + framing);
  try {
    const complaints: string[] = [];
    page.on(
      'console',
      (message) => /content security policy|trusted ?type/i.test(message.text()) && complaints.push(message.text()),
    );
    await page.goto(pages.with(frameMarkup(world, answering(world))));
    const frame = inFrame(page);
    await expect(frame.getByRole('article')).toHaveCount(3);
    const drive = frame.getByRole('article', { name: 'Google Drive to GCS' });
    const window = await openSignIn(page, () => drive.getByRole('button', { name: 'Connect' }).click());
    await signIn(window, alice);
    await expect(drive.locator('[part="badge"]')).toHaveText('Needs setup');
    expect(complaints).toEqual([]);
    const hub = await page.context().newPage();
    await hub.goto(`${world.host}/integrations`);
    await new DriveCard(hub).disconnect();
  } finally {
    await pages.close();
  }
});

test('is not shown by a page that is not listed', async ({ page, world }) => {
  const pages = await TryPages.start(world, world.port + unlisted);
  try {
    const seen = calls(page);
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.goto(pages.with(frameMarkup(world, answering(world))));
    await refused;
    await expect(inFrame(page).getByRole('article')).toHaveCount(0);
    expect(seen).toEqual([]);
  } finally {
    await pages.close();
  }
});

test('takes no token from a frame beside it', async ({ page, world }) => {
  const { token } = (await (await fetch(`${world.host}/integration-hub/token`)).json()) as { token: string };
  const pages = await TryPages.start(world, world.port + framing);
  try {
    const seen = calls(page);
    await page.goto(pages.with(frameMarkup(world, blind(token))));
    await expect(inFrame(page).getByRole('alert')).toContainText('You could not be signed in', { timeout: 15_000 });
    expect(seen).toEqual([]);
  } finally {
    await pages.close();
  }
});

test('takes no token in a window of its own', async ({ page, world }) => {
  const seen = calls(page);
  await page.goto(`${world.backendUrl}/embed?tenant=acme&widget=postgresql&theme=dark&locale=de`);
  await until(async () => (await page.locator('integration-widget').getAttribute('widget')) === 'postgresql');
  await expect(page.locator('integration-widget').getByRole('alert')).toContainText('konnten nicht angemeldet');
  expect(seen).toEqual([]);
});

import { expect } from '@playwright/test';
import { test } from './support/shared-world.js';

/** Bytes of script on the wire, compressed with brotli, until the first card is painted. */
const budget = 34_000;

interface FirstCard {
  /** Milliseconds since the page was asked for. */
  readonly at: number;
  readonly loaded: readonly string[];
}

test('draws the first card after at most 34 kB of script', async ({ page, world }) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  network.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type !== 'Script' || !response.url.startsWith(world.backendUrl)) return;
    expect(response.headers['content-encoding'], response.url).toBe('br');
    urls.set(requestId, response.url);
  });
  network.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId);
    if (url !== undefined) bytes.set(url, (bytes.get(url) ?? 0) + encodedDataLength);
  });
  await page.addInitScript(() => {
    const seen = window as unknown as { firstCard?: FirstCard };
    const isPainted = (root: ParentNode): boolean =>
      root.querySelector('[part="card"]') !== null ||
      [...root.querySelectorAll('*')].some(({ shadowRoot }) => shadowRoot !== null && isPainted(shadowRoot));
    const look = (): void => {
      if (!isPainted(document)) {
        requestAnimationFrame(look);
        return;
      }
      const at = performance.now();
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      seen.firstCard = { at, loaded };
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${world.host}/integrations`);
  const first = await page.waitForFunction(() => (window as unknown as { firstCard?: FirstCard }).firstCard);
  const { at, loaded } = (await first.jsonValue()) as FirstCard;
  await page.waitForFunction(() => performance.now() > 5000);

  const scripts = [...bytes.keys()];
  expect(scripts).toContain(`${world.backendUrl}/integration-hub.js`);
  expect([...bytes.values()].every((size) => size > 0)).toBe(true);
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (bytes.get(name) ?? 0), 0);
  const early = scripts.filter((name) => loaded.includes(name));
  for (const name of early) console.log(`${bytes.get(name)} ${name.slice(world.backendUrl.length)}`);
  console.log(
    `first card: ${sum(early)} bytes of script in ${early.length} files, ${Math.round(at)} ms; after 5 s: ${sum(scripts)} bytes in ${scripts.length} files`,
  );
  expect(sum(early)).toBeLessThanOrEqual(budget);
});

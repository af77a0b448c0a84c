import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { aConnection, aDependency, aHub, aRun, aWidget, inState } from '../support/factories.js';
import { hostileCss } from '../support/hostile.css.js';
// For the worker and the browser that it shares: there is no world in these tests.
import { test } from './support/shared-world.js';

const label = 'outbound' as const;
const day = '2026-01-01T12:00:00.000Z';

/** A card in each of the states that need nobody to press. */
const hub = aHub({
  widgets: [
    aWidget({ key: 'idle', name: 'Not connected', label }),
    aWidget({
      key: 'active',
      name: 'Active',
      label: 'inbound',
      connections: [aConnection({ ...inState.active, connectedAt: day })],
    }),
    aWidget({ key: 'setup', name: 'Needs setup', connections: [aConnection(inState.needsSetup)] }),
    aWidget({ key: 'expired', name: 'Expired', connections: [aConnection(inState.expired)] }),
    aWidget({
      key: 'running',
      name: 'Running',
      connections: [
        aConnection({
          ...inState.active,
          activeRuns: [aRun({ widget: 'running', progress: { done: 3, total: 12, text: 'Copying' } })],
        }),
      ],
    }),
    aWidget({
      key: 'failed',
      name: 'Failed',
      connections: [aConnection({ ...inState.active, lastRun: aRun({ widget: 'failed', status: 'failed', finishedAt: day }) })],
    }),
    aWidget({
      key: 'figures',
      name: 'Figures',
      metrics: [{ key: 'synced', title: 'Contacts synced', format: 'number', window: 7 }],
      connections: [aConnection({ ...inState.active, metrics: [{ key: 'synced', value: 12480, series: [1, 3, 2, 5, 8] }] })],
    }),
    aWidget({
      key: 'several',
      name: 'Several',
      multiConnection: true,
      dependencies: [aDependency()],
      connections: [
        aConnection({ ...inState.active, key: 'a', label: 'One' }),
        aConnection({ ...inState.expired, key: 'b', label: 'Two' }),
      ],
    }),
  ],
});

const token = `e30.${Buffer.from(JSON.stringify({ tenant: 'acme', exp: 4_000_000_000 })).toString('base64url')}.e30`;

/** What a page may decide: the host element's box, its family and its colour. */
const theirs = `integration-hub { margin: 0 !important; padding: 0 !important; border: 0 !important; outline: 0 !important;
  font-family: Arial, sans-serif !important; color: #123 !important; }`;

const pageOf = (css: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>${css}${theirs}</style></head>
<body><integration-hub tenant="acme" token-url="/token"></integration-hub>
<script type="module" src="/integration-hub.js"></script></body></html>`;

let server: Server;
let origin: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const send = (type: string, body: string | Buffer) => response.writeHead(200, { 'content-type': type }).end(body);
    if (pathname === '/clean') return send('text/html', pageOf(''));
    if (pathname === '/hostile') return send('text/html', pageOf(hostileCss));
    if (pathname === '/token') return send('application/json', JSON.stringify({ token }));
    if (pathname === '/v1/hub') return send('application/json', JSON.stringify(hub));
    if (pathname === '/v1/events') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    readFile(`dist/script-tag${pathname}`).then(
      (body) => send('text/javascript', body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(page: Page, path: string, width: number): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 900 });
  await page.clock.setFixedTime('2026-01-02T12:00:00.000Z');
  await page.goto(`${origin}${path}`);
  // Both pages give the hub the same place.
  await page.addStyleTag({
    content: `html, body { all: unset !important; display: block !important; background: white !important; }
      head, script { display: none !important; }
      html::before, html::after, body::before, body::after { content: none !important; }
      integration-hub { display: block !important; position: absolute !important; inset: 0 auto auto 0 !important; inline-size: ${width}px !important; }`,
  });
  await expect(page.getByText('2 of 2').or(page.getByText('1 of 2 needs you'))).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(hub.widgets.length);
  await page.evaluate(() => document.fonts.ready);
}

/** How many pixels differ by more than what smoothing a curve may differ from one drawing to the next. */
function differing(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const address = (picture: Buffer) => `data:image/png;base64,${picture.toString('base64')}`;
  return page.evaluate(
    async (addresses) => {
      const [first, second] = await Promise.all(
        addresses.map(async (src) => {
          const image = Object.assign(new Image(), { src });
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (first === undefined || second === undefined || first.width !== second.width || first.height !== second.height)
        return -1;
      let count = 0;
      for (const [index, value] of first.data.entries()) if (Math.abs(value - (second.data[index] ?? 0)) > 2) count += 1;
      return count;
    },
    [address(one), address(other)],
  );
}

for (const width of [1100, 390]) {
  test(`a page that styles everything changes no pixel of ours at ${width} px`, async ({ page }) => {
    await open(page, '/clean', width);
    const clean = await page.locator('integration-hub').screenshot();
    await open(page, '/hostile', width);
    const hostile = await page.locator('integration-hub').screenshot();
    await test.info().attach('clean', { body: clean, contentType: 'image/png' });
    await test.info().attach('hostile', { body: hostile, contentType: 'image/png' });
    expect(await differing(page, clean, hostile), 'pixels that differ (-1: another size)').toBe(0);
  });
}

test('nor of a dialog and a menu', async ({ page }) => {
  const pictures: Buffer[] = [];
  for (const path of ['/clean', '/hostile']) {
    await open(page, path, 1100);
    const card = page.getByRole('article', { name: 'Active', exact: true });
    const disconnect = card.getByRole('button', { name: 'Disconnect' });
    if (!(await disconnect.isVisible())) await card.getByRole('button', { name: 'More for Active' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).or(disconnect).first().click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toBeVisible();
    pictures.push(await dialog.screenshot());
  }
  const [clean, hostile] = pictures;
  if (clean === undefined || hostile === undefined) throw new Error('A picture is missing.');
  expect(await differing(page, clean, hostile), 'pixels that differ (-1: another size)').toBe(0);
});

test('and the page is really hostile', async ({ page }) => {
  await open(page, '/hostile', 1100);
  const shown = await page.evaluate(() => {
    const button = document.createElement('button');
    button.className = 'button';
    document.body.append(button);
    return getComputedStyle(button).display;
  });
  expect(shown).toBe('none');
});

import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import { aConnection, aDependency, aHub, anAction, aWidget } from '../factories.js';
import { aToken } from '../tokens.js';

const image = 'data:image/svg+xml,%3Csvg%20xmlns="http://www.w3.org/2000/svg"%20width="10"%20height="10"/%3E';

/** So many cards that nobody has connected yet, each with a logo. */
const hubOf = (count: number) =>
  aHub({
    widgets: Array.from({ length: count }, (_, index) =>
      aWidget({
        key: `w${index}`,
        name: `Connector ${String(index + 1).padStart(4, '0')}`,
        images: [{ url: image, theme: 'default' }],
        dependencies: [aDependency({ key: 'shop' })],
        actions: [
          anAction(),
          anAction({ key: 'configure', name: 'Configure', type: 'configuration', visibility: 'post_auth', flow: 'settings' }),
          anAction({ key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' }),
        ],
        connections: [aConnection({ credentials: [{ dependency: 'shop', status: 'missing' }] })],
      }),
    ),
  });

const head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>';

/** What nobody can be faster than: the same two requests, and four elements a card, without a library, a style or a state. */
const plainPage = `${head}<body><main></main><script type="module">
const { token } = await (await fetch('/integration-hub/token')).json();
const { widgets } = await (await fetch('/v1/hub', { headers: { authorization: 'Bearer ' + token } })).json();
for (const { name, description, images } of widgets) {
  const card = document.createElement('article');
  const parts = ['h3', 'img', 'p', 'button'].map((tag) => document.createElement(tag));
  parts[0].textContent = name;
  parts[1].src = images[0].url;
  parts[2].textContent = description;
  parts[3].textContent = 'Connect';
  card.append(...parts);
  document.querySelector('main').append(card);
}
</script>`;

const hubPage = `${head}<script type="module" src="/integration-hub.js"></script><body><integration-hub tenant="acme" backend="/"></integration-hub>`;

export interface BenchPages {
  /** The address of a page with so many cards. */
  plain(count: number): string;
  hub(count: number): string;
  close(): void;
}

/** Serves the built bundle, a page made by hand and the answers that both ask for, compressed, from one place. */
export async function serveBenchPages(): Promise<BenchPages> {
  let count = 0;
  const compressed = new Map<string, Buffer>();
  const send = (response: ServerResponse, type: string, key: string, make: () => string): void => {
    const body = compressed.get(key) ?? brotliCompressSync(make());
    compressed.set(key, body);
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(body);
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bench');
    if (pathname === '/plain' || pathname === '/hub') {
      count = Number(searchParams.get('cards'));
      return send(response, 'text/html', pathname, () => (pathname === '/plain' ? plainPage : hubPage));
    }
    if (pathname === '/integration-hub/token')
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ token: aToken({}, Date.now()) }));
    // Read again once events arrive, it is the same: the backend says so by its tag.
    const etag = `"${count}"`;
    if (pathname === '/v1/hub' && request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    if (pathname === '/v1/hub') response.setHeader('etag', etag);
    if (pathname === '/v1/hub') return send(response, 'application/json', `hub of ${count}`, () => JSON.stringify(hubOf(count)));
    if (pathname === '/v1/events') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    const file = `dist/script-tag${pathname}`;
    if (!pathname.endsWith('.js') || !existsSync(file)) return response.writeHead(404).end();
    return send(response, 'text/javascript', file, () => readFileSync(file, 'utf8'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    plain: (cards) => `${origin}/plain?cards=${cards}`,
    hub: (cards) => `${origin}/hub?cards=${cards}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

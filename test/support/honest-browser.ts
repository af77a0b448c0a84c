import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext } from '@playwright/test';

/**
 * Shows that a browser behaves as people's browsers do, by trying: it blocks a pop-up that nobody asked for, and a third
 * party's storage is not the one that it has as a first party.
 *
 * @throws Error that says which of both is off.
 */
export async function assertBrowserIsHonest(browser: Browser): Promise<void> {
  const server = await listen();
  // The browser takes these two names of one address for two sites.
  const port = (server.address() as AddressInfo).port;
  const [own, foreign] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`] as const;
  const context = await browser.newContext();
  try {
    const popup = await say(context, `${own}/popup`);
    if (popup !== 'blocked') throw new Error(`The browser does not block pop-ups: a page without a gesture got ${popup}.`);
    await say(context, `${foreign}/store`);
    const seen = await say(context, `${own}/framed?${foreign}/read`);
    if (seen !== 'nothing') throw new Error(`The browser does not partition storage: a framed third party got ${seen}.`);
    const kept = await say(context, `${foreign}/read`);
    if (kept !== 'first-party') throw new Error(`The browser lost a first party's storage (${kept}): the probe shows nothing.`);
  } finally {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What the page says in its console. Nothing is evaluated in it: that would count as a gesture. */
async function say(context: BrowserContext, url: string): Promise<string> {
  const page = await context.newPage();
  const said = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('probe:') });
  await page.goto(url);
  const text = (await said).text().slice('probe:'.length);
  await page.close();
  return text;
}

const pages: Record<string, string> = {
  '/popup': `const opened = open('/empty', 'probe', 'popup'); console.log('probe:' + (opened === null ? 'blocked' : 'a window'));`,
  '/store': `localStorage.setItem('probe', 'first-party'); console.log('probe:stored');`,
  // Where it is not partitioned, a browser that blocks third-party cookies refuses the storage as a whole.
  '/read': `
    let value;
    try { value = localStorage.getItem('probe') ?? 'nothing'; } catch (error) { value = error.name; }
    console.log('probe:' + value);`,
  '/framed': `const frame = document.createElement('iframe'); frame.src = location.search.slice(1); document.body.append(frame);`,
  '/empty': '',
};

async function listen(): Promise<Server> {
  const server = createServer((request, response) => {
    const script = pages[new URL(request.url ?? '/', 'http://127.0.0.1').pathname];
    response.writeHead(script === undefined ? 404 : 200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>probe</title><body><script>${script ?? ''}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { signSession } from 'integration-hub/tokens';
import { pages, renderPage, type Tenant, tenants, tokenPath, usualWidgets } from './pages.js';

export interface HostOptions {
  readonly port: number;
  /** Where the backend is reached. */
  readonly backend: string;
  readonly sessionKey: { readonly kid: string; readonly secret: string };
  /** `Cross-Origin-Opener-Policy` of every page. Default: none. */
  readonly coop?: string;
}

export interface Host {
  readonly url: string;
  /** Called with every violation that a browser reports. */
  readonly violations: readonly unknown[];
  setCoop(coop: string | undefined): void;
  close(): Promise<void>;
}

/** The least that a host's pages must allow, as the README documents it, and nothing else. */
const policy = (backend: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${backend}`,
    "style-src 'self'",
    `connect-src 'self' ${backend}`,
    `img-src ${backend}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
    'report-uri /violations',
  ].join('; ');

/** A SaaS application, server-rendered and without a framework, that has pasted our script tag into its pages. */
export async function startHost(options: HostOptions): Promise<Host> {
  let coop = options.coop;
  const violations: unknown[] = [];
  let secondLit: Promise<string> | undefined;
  const styles = await readFile(new URL('./host.css', import.meta.url), 'utf8');
  const app = new Hono();
  const tenantOf = (id: string | undefined): Tenant => tenants.find((tenant) => tenant.id === id) ?? (tenants[0] as Tenant);

  const token = (tenant: Tenant, widgets: readonly string[] = usualWidgets) =>
    signSession({
      key: { ...options.sessionKey, algorithm: 'HS256' },
      publicUrl: options.backend,
      tenant: tenant.id,
      tenantName: tenant.name,
      sub: `${tenant.id}-admin`,
      name: tenant.person,
      widgets,
    });

  app.get('/', (context) => context.redirect('/integrations'));
  app.get('/host.css', (context) => context.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/second-lit.js', async (context) => {
    secondLit ??= bundleSecondLit();
    return context.body(await secondLit, 200, { 'content-type': 'text/javascript; charset=utf-8' });
  });
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.post('/violations', async (context) => {
    violations.push(await context.req.json());
    return context.body(null, 204);
  });
  app.post('/tenant', async (context) => {
    const form = await context.req.formData();
    setCookie(context, 'tenant', tenantOf(String(form.get('tenant'))).id, { path: '/', sameSite: 'Lax', httpOnly: true });
    const back = String(form.get('back'));
    return context.redirect(pages.some((page) => page.path === back) ? back : '/integrations', 303);
  });
  app.get('/integration-hub/token', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json({ token: await token(tenantOf(getCookie(context, 'tenant'))) });
  });
  app.get('/agency/:tenant/token', async (context) => {
    const tenant = tenants.find(({ id }) => id === context.req.param('tenant'));
    if (tenant === undefined) return context.notFound();
    context.header('cache-control', 'no-store');
    return context.json({ token: await token(tenant) });
  });
  for (const page of pages) {
    if (page.widgets !== undefined) {
      app.get(tokenPath(page.path), async (context) => {
        context.header('cache-control', 'no-store');
        return context.json({ token: await token(tenantOf(getCookie(context, 'tenant')), page.widgets) });
      });
    }
    app.get(page.path, (context) => {
      context.header('content-security-policy', policy(options.backend));
      if (coop !== undefined) context.header('cross-origin-opener-policy', coop);
      return context.html(renderPage(page, tenantOf(getCookie(context, 'tenant')), options.backend));
    });
  }

  const { server, port } = await new Promise<{ server: ServerType; port: number }>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port: options.port, hostname: 'localhost' }, (info: AddressInfo) =>
      resolve({ server: started, port: info.port }),
    );
    started.once('error', reject);
  });
  return {
    url: `http://localhost:${port}`,
    violations,
    setCoop(next) {
      coop = next;
    },
    close: () => new Promise((resolve, reject) => server.close((cause) => (cause === undefined ? resolve() : reject(cause)))),
  };
}

/** The host builds its own scripts, when a page asks for one: a copy of Lit that is not ours. */
async function bundleSecondLit(): Promise<string> {
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      lib: { entry: new URL('./second-lit.ts', import.meta.url).pathname, formats: ['es'], fileName: 'second-lit' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('The host’s own script could not be built');
  return chunk.code;
}

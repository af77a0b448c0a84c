import { type Context, Hono } from 'hono';
import { newId } from '../platform/identifiers.js';
import type { Log } from '../platform/log.js';
import { ProblemError } from '../platform/problem-error.js';
import { answerProblem } from './answer.js';
import { clientAddress } from './client-address.js';
import { type CrossOrigin, createCrossOrigin } from './cross-origin.js';
import type { Route } from './route.js';
import { type Started, serveRoute } from './serve-route.js';
import { toProblem } from './to-problem.js';

export interface AppOptions {
  readonly rows: readonly Route[];
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
  /** Proxies in front of the server, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
  readonly log: Log;
  /** @throws {ProblemError} `unavailable` */
  readonly started: () => Started;
}

interface Bindings {
  readonly address?: string | undefined;
}

interface Variables {
  readonly reference: string;
  readonly operation: string | undefined;
}

type Environment = { Bindings: Bindings; Variables: Variables };
export type App = Hono<Environment>;

/** What pages of other sites may ask for. Our own pages and the static files have their own rules. */
/** The script is anybody's, also below the version of the API. */
const isScript = (path: string): boolean => /^\/v1\/(?:integration-hub\.js|chunks\/)/.test(path);
const isApi = (path: string): boolean => path === '/v1' || (path.startsWith('/v1/') && !isScript(path));

/**
 * The server may be mounted below a path, with or without a proxy that takes it off. Where the host that was asked for is none (`xn--a`),
 * the address is none of ours.
 */
function pathBelow(base: string, url: string): string {
  if (!URL.canParse(url)) return '/no-address';
  const path = new URL(url).pathname;
  return base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) || '/' : path;
}

/** The routes of the table, and what is common to all of them. */
export function createApp(options: AppOptions): App {
  const base = new URL(options.publicUrl).pathname.replace(/\/+$/, '');
  const app: App = new Hono<Environment>({ getPath: (request) => pathBelow(base, request.url) });
  const crossOrigin = createCrossOrigin(options);

  app.use(async (context, next) => {
    context.set('reference', newId('req'));
    await next();
    context.res.headers.set('x-request-id', context.get('reference'));
    context.res.headers.set('x-content-type-options', 'nosniff');
    if (isApi(context.req.path)) addApiHeaders(context, crossOrigin);
  });
  app.use(async (context, next) => {
    const { raw, method, path } = context.req;
    if (!isApi(path)) return next();
    if (method === 'OPTIONS' && raw.headers.has('access-control-request-method')) return crossOrigin.preflight(raw);
    crossOrigin.check(raw);
    return next();
  });
  app.onError((cause, context) => {
    const failed = { reference: context.get('reference'), operation: context.get('operation'), signal: context.req.raw.signal };
    return answerProblem(toProblem(cause, failed, options.log), failed.reference);
  });
  app.notFound(() => {
    throw new ProblemError('not_found');
  });
  for (const [path, rows] of byPath(options.rows)) addPath(app, path, rows, options);
  return app;
}

function addApiHeaders({ req, res }: Context<Environment>, crossOrigin: CrossOrigin): void {
  crossOrigin.admit(req.raw, res.headers);
  if (!res.headers.has('cache-control')) res.headers.set('cache-control', 'no-store');
}

function byPath(rows: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const paths = new Map<string, Route[]>();
  for (const row of rows) paths.set(row.path, [...(paths.get(row.path) ?? []), row]);
  return paths;
}

function addPath(app: App, path: string, rows: readonly Route[], options: AppOptions): void {
  const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
  for (const row of rows) {
    app.on(row.method.toUpperCase(), pattern, async (context) => {
      context.set('operation', row.operationId);
      const response = await serveRoute(row, {
        request: context.req.raw,
        params: context.req.param() as Record<string, string>,
        url: new URL(context.req.url),
        address: clientAddress(context.env?.address, context.req.header('x-forwarded-for'), options.trustedProxies),
        reference: context.get('reference'),
        started: options.started,
      });
      // `Response.redirect` makes headers that cannot be added to.
      return response.status >= 300 && response.status < 400 ? new Response(response.body, response) : response;
    });
  }
  const allow = rows.map((row) => row.method.toUpperCase()).join(', ');
  app.all(pattern, (context) => {
    const { raw } = context.req;
    const refused = toProblem(
      new ProblemError('method_not_allowed'),
      { reference: context.get('reference'), operation: undefined, signal: raw.signal },
      options.log,
    );
    const response = answerProblem(refused, context.get('reference'));
    response.headers.set('allow', allow);
    return response;
  });
}

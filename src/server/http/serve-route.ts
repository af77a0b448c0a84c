import type * as z from 'zod/mini';
import type { JsonValue } from '../../contract/names.js';
import { environmentHeader, requestHeader } from '../../contract/protocol.js';
import type { AdminRole } from '../../contract/session.js';
import type { Services } from '../hub/services/services.js';
import type { AdminSession, Session } from '../platform/access.js';
import { ProblemError } from '../platform/problem-error.js';
import type { TokenVerifier } from '../platform/tokens/verify-token.js';
import { requireOwnPage } from './cross-origin.js';
import { fieldErrors } from './field-errors.js';
import { once } from './idempotency.js';
import { LIGHT, type RateLimits, WHOLE } from './rate-limits.js';
import { readBody, requireJson } from './read-body.js';
import type { Route } from './route.js';
import { parseStrictJson } from './strict-json.js';

/** What there is once the server has started. */
export interface Started {
  readonly services: Services;
  readonly verifier: TokenVerifier;
  readonly limits: RateLimits;
}

export interface Arrival {
  readonly request: Request;
  /** As they stand in the path, not decoded by schema yet. */
  readonly params: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly address: string | undefined;
  readonly reference: string;
  /** @throws {ProblemError} `unavailable` while the server starts or drains */
  readonly started: () => Started;
}

const roleRank: Readonly<Record<AdminRole, number>> = { viewer: 0, editor: 1, deployer: 2 };

interface Caller {
  readonly session: Session | undefined;
  readonly admin: AdminSession | undefined;
}

const nobody: Caller = { session: undefined, admin: undefined };

/** One request through one row of the route table. Throws problems; who calls it answers them. */
export async function serveRoute(row: Route, arrival: Arrival): Promise<Response> {
  requireHeaders(row, arrival);
  const isLight = row.light === true;
  if (row.always !== true && arrival.address !== undefined)
    await arrival.started().limits.count('address', arrival.address, isLight ? LIGHT : WHOLE);
  let caller = nobody;
  try {
    if (row.always !== true) caller = await identify(row, arrival);
    const response = await perform(row, arrival, caller);
    if (isLight && isWhole(response)) await countRest(arrival, caller);
    return response;
  } catch (cause) {
    // Whoever tries tokens is not let off with a tenth.
    if (isLight) await countRest(arrival, caller);
    throw cause;
  }
}

async function perform(row: Route, arrival: Arrival, caller: Caller): Promise<Response> {
  const { request, started } = arrival;
  const params = parseParams(row, arrival);
  const query = parseQuery(row, arrival);
  const bytes = row.body === undefined ? new Uint8Array() : await readJsonBody(request, started().services);
  const body = row.body === undefined ? undefined : parse(row.body, parseStrictJson(bytes));
  const revision = row.revised === true ? readRevision(request) : undefined;
  const handle = () =>
    row.handler({
      request,
      get services() {
        return started().services;
      },
      params,
      query,
      body,
      session: caller.session,
      admin: caller.admin,
      reference: arrival.reference,
      signal: request.signal,
      revision,
    } as unknown as Parameters<Route['handler']>[0]);
  const key = row.idempotent === true ? idempotencyKey(request) : undefined;
  if (key === undefined) return handle();
  // Another token of the tenant may see fewer widgets: it is not told what one of them answered.
  const sees = caller.session === undefined ? [] : [caller.session.widgets ?? null, caller.session.access];
  const route = JSON.stringify([request.method, arrival.url.pathname, ...sees]);
  return once(started().services, { scope: caller.session, route, key, body: bytes, signal: request.signal }, handle);
}

const isWhole = ({ status, headers }: Response): boolean =>
  status === 200 && headers.get('content-type')?.startsWith('text/event-stream') !== true;

/** What a request turned out to cost that was counted as a light one. It has been answered: the next one is refused. */
async function countRest({ started, address }: Arrival, { session }: Caller): Promise<void> {
  const { limits } = started();
  const rest = WHOLE - LIGHT;
  const counts = [
    ...(address === undefined ? [] : [limits.count('address', address, rest)]),
    ...(session === undefined ? [] : [limits.count('tenant', tenantName(session), rest)]),
  ];
  await Promise.allSettled(counts);
}

const tenantName = ({ environment, tenant }: Session): string => `${environment}\n${tenant}`;

function requireHeaders(row: Route, { request, started }: Arrival): void {
  if (row.audience === 'session' || row.audience === 'admin') {
    if (!request.headers.get(requestHeader))
      throw new ProblemError('header_required', { hint: `Send the header ${requestHeader}` });
  } else if (row.audience === 'own_page' && row.method !== 'get') {
    requireOwnPage(request, started().services.options.publicUrl, row.beacon === true);
  }
  // A stream that nobody reads would stay open.
  if (request.method === 'HEAD' && row.audience !== 'public') throw new ProblemError('method_not_allowed');
}

async function identify(row: Route, { request, started }: Arrival): Promise<Caller> {
  const authorization = request.headers.get('authorization');
  const { verifier, limits, services } = started();
  if (row.audience === 'admin') {
    const admin = await verifier.admin(authorization);
    const needed = row.role ?? (row.method === 'get' ? 'viewer' : 'deployer');
    if (roleRank[admin.role] < roleRank[needed]) throw new ProblemError('not_permitted');
    return { session: undefined, admin };
  }
  if (row.audience !== 'session') return nobody;
  const session = await verifier.session(authorization, request.headers.get(environmentHeader) ?? 'LIVE');
  await limits.count('tenant', tenantName(session), row.light === true ? LIGHT : WHOLE);
  const changes = row.method !== 'get' && row.reads !== true;
  if (changes && session.access === 'view') throw new ProblemError('not_permitted', { detail: 'The session may read only' });
  if (session.preview && session.environment !== 'DRAFT') {
    const { environment, tenant, subject } = session;
    services.log.info('A preview looks at an environment', { environment, tenant, subject, operation: row.operationId });
    if (changes) throw new ProblemError('read_only');
  }
  return { session, admin: undefined };
}

/** @throws {ProblemError} `revision_required`, `revision_conflict` for what is no revision of ours */
function readRevision(request: Request): number {
  const tag = request.headers.get('if-match');
  if (tag === null) throw new ProblemError('revision_required', { hint: 'Send If-Match with the ETag of what was read' });
  const [, revision] = /^"r(\d{1,9})"$/.exec(tag.trim()) ?? [];
  if (revision === undefined) throw new ProblemError('revision_conflict');
  return Number(revision);
}

/** An id that cannot be is answered as one that is not. */
function parseParams(row: Route, { params }: Arrival): unknown {
  // No database text holds a zero character: what has one is as unknown as with another one in its place.
  const storable = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.replaceAll('\0', '\ufffd')]));
  const parsed = row.params?.safeParse(storable);
  if (parsed?.success === false) throw new ProblemError('not_found');
  return parsed?.data;
}

function parseQuery(row: Route, { url }: Arrival): unknown {
  if (row.query === undefined) return undefined;
  const names = [...url.searchParams.keys()];
  if (new Set(names).size < names.length) throw new ProblemError('invalid_request', { detail: 'A parameter is given twice' });
  return parse(row.query, Object.fromEntries(url.searchParams));
}

async function readJsonBody(request: Request, { options }: Services): Promise<Uint8Array> {
  requireJson(request);
  return readBody(request, options.bodyLimit);
}

function parse(schema: z.ZodMiniType, input: JsonValue): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_request', { errors: fieldErrors(parsed.error.issues, input) });
}

function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new ProblemError('invalid_request', { detail: 'An Idempotency-Key has 1 to 200 visible ASCII characters' });
  }
  return key;
}

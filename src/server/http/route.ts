import type * as z from 'zod/mini';
import type { ProblemCode } from '../../contract/problem.js';
import type { AdminRole } from '../../contract/session.js';
import type { Services } from '../hub/services/services.js';
import type { AdminSession, Session } from '../platform/access.js';

type Schema = z.ZodMiniType;
type Output<S> = S extends Schema ? z.infer<S> : undefined;

/** Who may call: a page with a session, the operator with an admin token, our own pages, or anybody. */
export type Audience = 'session' | 'admin' | 'own_page' | 'public';

export interface RouteInput<Params, Query, Body, A extends Audience> {
  readonly request: Request;
  readonly services: Services;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Made from the verified token; the only place a tenant comes from. */
  readonly session: A extends 'session' ? Session : undefined;
  readonly admin: A extends 'admin' ? AdminSession : undefined;
  /** The correlation id of this request. */
  readonly reference: string;
  readonly signal: AbortSignal;
  /** Where the row is `revised`: the revision that the caller has read. */
  readonly revision: number;
}

/** One route: what is served and what the OpenAPI document says come from the same row. */
export interface Route<
  Params extends Schema | undefined = Schema | undefined,
  Query extends Schema | undefined = Schema | undefined,
  Body extends Schema | undefined = Schema | undefined,
  A extends Audience = Audience,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** `/v1/widgets/{widget}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly audience: A;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** By status; a schema means JSON, a string the media type of anything else, `null` no body. */
  readonly responses: Readonly<
    Record<number, { readonly description: string; readonly content: Schema | string | null; readonly also?: string }>
  >;
  /** Codes beyond those that every route may answer. */
  readonly problems?: readonly ProblemCode[];
  /** Starts something: an `Idempotency-Key` is honoured. */
  readonly idempotent?: boolean;
  /** Changes a thing with revisions: `If-Match` names the one that was read (RFC 9110, 13.1.1), such as `"r4"`. */
  readonly revised?: boolean;
  /** For `admin`: the least role that may. Default: `viewer` reads, `deployer` does everything else. */
  readonly role?: AdminRole;
  /** A POST that changes nothing: sessions that may only read may send it. */
  readonly reads?: boolean;
  /** Counted by a tenth by the rate limits while it opens a stream or says that nothing has changed. */
  readonly light?: boolean;
  /** For `own_page`: sent by `sendBeacon`, which can set no header. */
  readonly beacon?: boolean;
  /** Needs no database: answered while the server starts and drains too, and not counted by the rate limits. `services` throws then. */
  readonly always?: boolean;
  handler(input: RouteInput<Output<Params>, Output<Query>, Output<Body>, A>): Promise<Response>;
}

/** Keeps the types of a row's schemas for its handler, and forgets them for the table. */
export function route<
  const Params extends Schema | undefined = undefined,
  const Query extends Schema | undefined = undefined,
  const Body extends Schema | undefined = undefined,
  const A extends Audience = Audience,
>(row: Route<Params, Query, Body, A>): Route {
  return row as unknown as Route;
}

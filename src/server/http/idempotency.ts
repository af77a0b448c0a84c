import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../hub/services/services.js';
import type { Scope } from '../platform/access.js';
import { isDatabaseAway, surely } from '../platform/database/database-away.js';
import type { Queries } from '../platform/database/queries.js';
import { ProblemError } from '../platform/problem-error.js';
import { type Claim, claimAnswer, findAnswer, forgetAnswer, putAnswer } from './idempotency.rows.js';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 500;
/** A first request that has not answered for this long is given up even though its process lives, in milliseconds. */
const ABANDONED = 60_000;
/** How long the end of a request is tried to be written while the database is away, in milliseconds: a stop waits for it. */
const SETTLED = 20_000;

type Ports = Pick<Services, 'database' | 'runs' | 'background' | 'now'>;

export interface IdempotentRequest {
  readonly scope: Scope | undefined;
  /** Method and path. */
  readonly route: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

const digest = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('base64url');
};

interface StoredAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Does `work` once for a key (draft-ietf-httpapi-idempotency-key-header): the same request again gets the same answer, another one with
 * the key is refused, and of two at the same time one waits for the other. An answer that says "try again" is not kept.
 *
 * @throws {ProblemError} `idempotency_mismatch`, and what `work` throws
 */
export async function once(ports: Ports, request: IdempotentRequest, work: () => Promise<Response>): Promise<Response> {
  const { scope, route, body } = request;
  const key = digest(scope?.environment ?? '', scope?.tenant ?? '', route, request.key);
  // With the caller's random key in it, the hash of a short body tells nothing to who reads the table.
  const requestHash = digest(request.key, body);
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    const claim = { key, owner: ports.runs.executor, at: ports.now() };
    if (await take(ports, claim, requestHash)) return perform(ports, claim, work);
    const earlier = await findAnswer(ports.database.queries, key);
    if (earlier === undefined) continue;
    if (earlier.request_hash !== requestHash) throw new ProblemError('idempotency_mismatch');
    if (earlier.status !== null) return replay(earlier.status, earlier.answer);
    await pause(wait, undefined, { signal: request.signal });
  }
}

async function perform(ports: Ports, claim: Claim, work: () => Promise<Response>): Promise<Response> {
  let response: Response;
  let body: string;
  try {
    response = await work();
    body = await response.text();
  } catch (cause) {
    await settle(ports, (queries) => forgetAnswer(queries, claim));
    throw cause;
  }
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  await settle(ports, (queries) => putAnswer(queries, claim, status, JSON.stringify({ headers, body } satisfies StoredAnswer)));
  return new Response(body, { status, headers });
}

/** Whether this request is to do the work. Where nobody knows, it is not: a key that was taken is given up. */
async function take(ports: Ports, claim: Claim, requestHash: string): Promise<boolean> {
  try {
    const abandonedBefore = new Date(claim.at.getTime() - ABANDONED);
    return await claimAnswer(ports.database.queries, claim, { requestHash, abandonedBefore });
  } catch (cause) {
    later(ports, (queries) => forgetAnswer(queries, claim));
    throw cause;
  }
}

type Write = (queries: Queries) => Promise<void>;

/** What has been done is answered though the database is away by now: whoever asks again waits for what is written behind the request. */
async function settle(ports: Ports, write: Write): Promise<void> {
  try {
    await write(ports.database.queries);
  } catch (cause) {
    if (!isDatabaseAway(cause)) throw cause;
    later(ports, write);
  }
}

const later = ({ background, database }: Ports, write: Write): void =>
  background.run('settle the key of a request', () => surely(() => write(database.queries), SETTLED));

function replay(status: number, answer: string | null): Response {
  const { headers, body } = JSON.parse(answer ?? '{"headers":{},"body":""}') as StoredAnswer;
  return new Response(body, { status, headers: { ...headers, 'idempotent-replayed': 'true' } });
}

import type { TokenPayload } from '../contract/session.js';
import type { Clock } from '../core/clock.js';
import { IntegrationError } from '../core/errors.js';
import { tokenAnswer, tokenPayload } from './first-answers.js';
import { unlessAborted } from './unless-aborted.js';

export interface TokenRequest {
  readonly tenant: string;
  readonly environment: string;
  readonly signal: AbortSignal;
}

/** Answers a session token that the host's backend signed (src/README.md §8). */
export type GetToken = (request: TokenRequest) => Promise<string>;

/** The session of one tenant. The token is held in a closure and nowhere else. */
export interface Session {
  /** A token that is good for now. @throws {IntegrationError} `token_unavailable`, `token_invalid`, `wrong_tenant` */
  token(signal: AbortSignal): Promise<string>;
  /** The backend refused this token: the next one is a new one. @param why told again where the host has no other */
  refuse(token: string, why?: IntegrationError): void;
  /** Milliseconds that the token is still good for; `Infinity` where that is not known. */
  remaining(): number;
}

/** Milliseconds for an answer of the host. */
const patience = 10_000;
/** Renewed this long before it ends. */
const margin = 30_000;

const unavailable = (hint: string, cause?: unknown, status?: number): IntegrationError =>
  new IntegrationError('token_unavailable', { hint, cause, status });

/** What a token says about itself. It is the backend that verifies it. */
function readClaims(token: string): TokenPayload {
  let cause: unknown;
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    const claims = tokenPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (claims.success) return claims.data;
  } catch (thrown) {
    cause = thrown;
  }
  throw new IntegrationError('token_invalid', {
    hint: 'The host answered no session token with tenant and exp.',
    cause,
  });
}

/**
 * Milliseconds that a token just received is good for. Counted from when it came where it says when it was made: the browser's clock may
 * be an hour off. A token that seems to be over already is used until the backend refuses it.
 */
function lifeOf({ exp, iat }: TokenPayload, now: number): number {
  const life = iat === undefined ? exp * 1000 - now : (exp - iat) * 1000;
  return life > 0 ? life : Number.POSITIVE_INFINITY;
}

/** Gives up on `work`, and says so to whoever does it, when the host takes too long. */
async function within<Value>(work: Promise<Value>, clock: Clock, abort: AbortController): Promise<Value> {
  const timer = clock.setTimeout(() => abort.abort(unavailable(`No session token within ${patience / 1000} seconds.`)), patience);
  try {
    return await unlessAborted(work, abort.signal);
  } finally {
    clock.clearTimeout(timer);
  }
}

export function createSession({
  getToken,
  tenant,
  environment,
  clock,
}: {
  readonly getToken: GetToken;
  readonly tenant: string;
  readonly environment: string;
  readonly clock: Clock;
}): Session {
  let held: { readonly token: string; readonly endsAt: number; readonly life: number } | undefined;
  let refused: { readonly token: string; readonly why: IntegrationError | undefined } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const abort = new AbortController();
    let token: unknown;
    try {
      token = await within(getToken({ tenant, environment, signal: abort.signal }), clock, abort);
    } catch (cause) {
      throw cause instanceof IntegrationError ? cause : unavailable('getToken failed.', cause);
    }
    if (typeof token !== 'string' || token === '') throw unavailable('getToken answered no token.');
    if (token === refused?.token) {
      if (refused.why?.hint !== undefined) throw refused.why;
      throw new IntegrationError('token_expired', { hint: 'The host answered the token that the backend had refused.' });
    }
    const claims = readClaims(token);
    if (claims.tenant !== tenant) {
      throw new IntegrationError('wrong_tenant', {
        hint: `The attribute says tenant "${tenant}", the session token is another tenant's.`,
      });
    }
    const life = lifeOf(claims, clock.now());
    held = { token, life, endsAt: clock.now() + life };
    return token;
  };
  const renew = (): Promise<string> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const remaining = () => (held === undefined ? 0 : held.endsAt - clock.now());

  return {
    remaining,
    async token(signal) {
      if (held !== undefined && remaining() > Math.min(margin, held.life / 4)) return held.token;
      try {
        return await unlessAborted(renew(), signal);
      } catch (cause) {
        if (held !== undefined && remaining() > 0 && !signal.aborted) return held.token;
        throw cause;
      }
    },
    refuse(token, why) {
      if (held?.token !== token) return;
      refused = { token, why };
      held = undefined;
    },
  };
}

/** Asks the host's backend: `GET` with the page's own cookies, answer `{ "token": "…" }` (src/README.md §7). */
export function tokenFromUrl(url: URL, fetchFunction: typeof fetch): GetToken {
  return async ({ signal }) => {
    let status: number | undefined;
    let cause: unknown;
    try {
      const response = await fetchFunction(url, {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: { accept: 'application/json' },
        signal,
      });
      status = response.status;
      const parsed = response.ok ? tokenAnswer.safeParse(await response.json()) : undefined;
      if (parsed?.success) return parsed.data.token;
    } catch (thrown) {
      cause = thrown;
      // It broke off: what it would have been, nobody knows.
      if (!(thrown instanceof SyntaxError)) status = undefined;
    }
    throw unavailable(`${url.pathname} answered ${status ?? 'nothing'}, not { "token": "…" }.`, cause, status);
  };
}

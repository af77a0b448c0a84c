import { randomBytes } from 'node:crypto';
import { randomPKCECodeVerifier } from 'openid-client';
import type { Binding } from '../../../contract/sign-in-page.js';
import { hashOf, isSecret } from '../../platform/hash.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, isOpen } from './authorization.rows.js';
import { createBindingCookie, holdsCookie } from './binding-cookie.js';
import { findDrawn } from './page-loads.js';
import { providerOf, redirectUriOf } from './provider-of.js';
import { receiptOf } from './receipt.js';
import { openStart, sealStart } from './sealed-start.js';
import { step } from './states.js';

export interface Bond extends Binding {
  /** `Set-Cookie` lines. */
  readonly cookies: readonly string[];
}

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'options' | 'log' | 'now'>;

/**
 * Binds an authorization to the browser that knows its proof, before it leaves for the provider (authorizations/README.md §2).
 *
 * @throws {ProblemError} `not_found`, `not_permitted`, `already_bound`, `already_over`
 */
export async function bindByProof(ports: Ports, id: string, proof: string, request: Request): Promise<Bond> {
  const row = await findDrawn(ports, id);
  if (row === undefined) throw new ProblemError('not_found');
  if (!isSecret(proof, row.proof_hash)) throw new ProblemError('not_permitted');
  return bind(ports, row, 'proof', request);
}

/**
 * Binds an authorization to a browser whose person says that it is theirs. What the service answers is used only in the session that
 * registered it, at the return (authorizations/README.md §3).
 *
 * @throws {ProblemError} `not_found`, `not_permitted`, `already_bound`, `already_over`
 */
export async function bindByContinue(ports: Ports, id: string, request: Request): Promise<Bond> {
  const row = await findDrawn(ports, id);
  if (row === undefined) throw new ProblemError('not_found');
  if (row.return_url === null) throw new ProblemError('not_permitted');
  return bind(ports, row, 'continue', request);
}

/** Once: the first of both ways wins, and the way and the `state` belong to the cookie that it gets. */
async function bind(
  ports: Ports,
  row: AuthorizationRow,
  way: NonNullable<AuthorizationRow['way']>,
  request: Request,
): Promise<Bond> {
  if (!isOpen(row)) throw new ProblemError('already_over');
  const start = await openStart(ports, row);
  if (start === undefined || start.bound !== undefined) throw new ProblemError('already_bound');
  const cookie = createBindingCookie(ports.options.publicUrl, row, request, ports.now());
  const state = randomBytes(32).toString('base64url');
  const bound = { state, verifier: randomPKCECodeVerifier(), redirectUri: redirectUriOf(ports, start) };
  const change = {
    status: 'bound' as const,
    way,
    cookie_hash: cookie.hash,
    state_hash: hashOf(state),
    sealed: await sealStart(ports, row, { ...start, bound }),
  };
  const expected = { from: ['registered', 'started'] } as const;
  if ((await step(ports.database.queries, ports, row, expected, change)) === undefined) throw new ProblemError('already_bound');
  return { receipt: receiptOf(state), cookies: cookie.lines };
}

/** Where the browser that an authorization is bound to goes next: always the same address. `undefined` for every other browser. */
export async function providerAddress(ports: Ports, row: AuthorizationRow, request: Request): Promise<URL | undefined> {
  if (row.status !== 'bound' || !holdsCookie(ports.options.publicUrl, row, request)) return undefined;
  const start = await openStart(ports, row);
  if (start?.bound === undefined) return undefined;
  return (await providerOf(ports, row, start)).authorizationUrl(start.bound);
}

import { randomBytes } from 'node:crypto';
import type { OAuthDefinition } from '../../../contract/connector.js';
import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import { returnParameter } from '../../../contract/protocol.js';
import { isCancelWord } from '../../platform/oauth/answer-signs.js';
import { ownUrl } from '../../platform/own-url.js';
import { plainText } from '../../platform/plain-text.js';
import type { Services } from '../services/services.js';
import { type AuthorizationRow, authorizationByState } from './authorization.rows.js';
import { holdsCookie } from './binding-cookie.js';
import { type ExchangePorts, exchange } from './exchange.js';
import { providerOf } from './provider-of.js';
import { openStart, type Returned, sealStart } from './sealed-start.js';
import { current, fail, step } from './states.js';

type Ports = ExchangePorts & Pick<Services, 'options'>;

const longest = 4096;

/** A parameter that stands there once. Doubled ones are nobody's (RFC 6749 §3.1). */
function only(params: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = params.getAll(name);
  return value === undefined || value === '' || more.length > 0 || value.length > longest ? undefined : value;
}

/**
 * A provider sent a browser back (authorizations/README.md §4). The `state` is looked up, the cookie compared, and only then is it
 * claimed, all before the token request, which goes on by itself; what was bound by Continue is kept for the session that registered
 * it, and makes no token request here. Answers where the browser goes next; `undefined` where the `state` is not known or belongs to
 * another browser, which look the same.
 */
export async function receiveCallback(
  ports: Ports,
  redirectPath: string,
  params: URLSearchParams,
  request: Request,
): Promise<string | undefined> {
  const state = only(params, 'state');
  const found = state === undefined ? undefined : await authorizationByState(ports.database.queries, state);
  if (found === undefined || !holdsCookie(ports.options.publicUrl, found, request)) return undefined;
  const row = await current(ports, found);
  if (row === undefined) return undefined;
  const start = await openStart(ports, row);
  if (row.status !== 'bound' || start?.bound === undefined) return nextAddress(ports, row, start?.returned);
  // Each connector, and each server that people name, has a redirect URI of its own: an answer at another's is a mix-up (RFC 9700 §4.4).
  if (start.bound.redirectUri !== ownUrl(ports.options, redirectPath)) return undefined;
  const { definition } = await providerOf(ports, row, start);
  const refusal = refusalIn(definition, params);
  const code = refusal === undefined ? only(params, 'code') : undefined;
  const returned =
    code !== undefined && row.way === 'continue' ? { code, handle: randomBytes(32).toString('base64url') } : undefined;
  const claim = {
    status: 'returned' as const,
    claimed_at: ports.now(),
    ...(code === undefined
      ? {}
      : {
          sealed: await sealStart(ports, row, { ...start, ...(returned === undefined ? { redeeming: { code } } : { returned }) }),
        }),
  };
  const claimed = await step(ports.database.queries, ports, row, { from: ['bound'] }, claim);
  // Twenty deliveries at once: one of them claims, all of them show what comes of it.
  if (claimed === undefined) return receiveCallback(ports, redirectPath, params, request);
  if (refusal !== undefined)
    ports.log.warn('A callback brought no code', { authorization: row.reference, reason: refusal.reason });
  if (code === undefined)
    await fail(ports, claimed, { code: refusal?.code ?? 'provider_error', said: refusal?.said }, ['returned']);
  else if (returned === undefined) {
    const { bound, returned: _, ...rest } = start;
    ports.background.run('exchange a code', () => exchange(ports, claimed, { ...rest, bound }, code));
  }
  return nextAddress(ports, claimed, returned);
}

/** The done page; for what was bound by Continue, and brought a code, the page that registered it (authorizations/README.md §3). */
function nextAddress(
  { options }: Pick<Services, 'options'>,
  { reference, return_url: page }: AuthorizationRow,
  returned: Returned | undefined,
): string {
  if (returned === undefined || page === null) return ownUrl(options, `/oauth/done/${reference}`);
  const url = new URL(page);
  url.searchParams.set(returnParameter, `${reference}.${returned.handle}`);
  return url.href;
}

interface Refusal {
  readonly code: AuthorizationErrorCode;
  readonly said?: string | undefined;
  /** For the log. */
  readonly reason?: string;
}

function refusalIn(definition: OAuthDefinition, params: URLSearchParams): Refusal | undefined {
  if (!isIssuerRight(definition, params)) return { code: 'provider_error', reason: 'issuer' };
  const words = ['error', 'error_reason', 'error_subcode', 'error_code'].flatMap((name) => only(params, name) ?? []);
  const [error] = words;
  // Where a code came, others than `error` are remarks.
  if (error === undefined || (only(params, 'error') === undefined && params.has('code'))) return undefined;
  if (words.some((word) => isCancelWord(definition.cancelWords, word))) return { code: 'access_denied' };
  return {
    code: 'provider_error',
    said: only(params, 'error_description') ?? only(params, 'error_message'),
    reason: plainText(error),
  };
}

/** RFC 9207: compared where it is there, required where the definition says so. */
function isIssuerRight({ issuer, issuerRequired }: OAuthDefinition, params: URLSearchParams): boolean {
  const named = params.getAll('iss');
  if (named.length > 1) return false;
  if (named.length === 0) return issuerRequired !== true;
  return issuer === undefined ? issuerRequired !== true : named[0] === issuer;
}

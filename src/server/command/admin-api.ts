import { randomUUID } from 'node:crypto';
import { requestHeader } from '../../contract/protocol.js';
import type { AdminRole } from '../../contract/session.js';
import { version } from '../platform/package-version.js';
import { signAdmin } from '../platform/tokens/sign-token.js';
import { publicUrlOf, signingKey, UsageError } from './command-options.js';

export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly role: AdminRole;
  readonly body?: unknown;
  /** The `ETag` of what was read, which is changed unless somebody else did it since. */
  readonly ifMatch?: string;
  /** Where the running server is reached from here. */
  readonly url: string | undefined;
}

interface Refusal {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly hint?: string;
}

/** Asks a running server over its admin API: the embedded database takes no second process. */
export async function callAdmin<T>(request: AdminRequest, variables: NodeJS.ProcessEnv): Promise<T> {
  return (await askAdmin<T>(request, variables)).reply;
}

/** With the `ETag` of the answer. */
export async function askAdmin<T>(
  { method, path, role, body, ifMatch, url }: AdminRequest,
  variables: NodeJS.ProcessEnv,
): Promise<{ readonly reply: T; readonly tag: string | undefined }> {
  const publicUrl = publicUrlOf(variables);
  const key = await signingKey(variables, 'admin');
  const token = await signAdmin({ key, publicUrl, role, sub: 'command line', expiresIn: 60 });
  const base = (url ?? publicUrl).replace(/\/+$/, '');
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      [requestHeader]: version,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(method === 'POST' || method === 'PUT' ? { 'content-type': 'application/json' } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  }).catch((cause: unknown) => {
    throw new UsageError(`No server answers at ${base}: start it, or say where it is with --url`, { cause });
  });
  const reply: unknown = await response.json().catch((cause: unknown) => {
    throw new UsageError(`What answers at ${base} is no server of integration-hub: say where that is with --url`, { cause });
  });
  if (response.ok) return { reply: reply as T, tag: response.headers.get('etag') ?? undefined };
  const { title, code, detail, hint } = reply as Refusal;
  throw new Error(
    `The server refused: ${detail ?? title ?? response.status} (${code ?? 'no code'})${hint === undefined ? '' : `\n${hint}`}`,
  );
}

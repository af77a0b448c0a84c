import type { SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import type { Connector, TypedCredential } from '../definitions/define.js';
import { createAuthorisedFetch } from './authorised-fetch.js';
import { MadeHeaders } from './made-headers.js';
import { typedOrigins } from './typed-origins.js';

const testTimeout = 20_000;

/** The connector's test call, with the credential applied. Answers the account line. @throws {CredentialsRefusedError} */
export async function proveTyped(
  connector: Connector,
  { method, values }: TypedCredential,
  base: SafeFetch,
): Promise<string | undefined> {
  const credential: TypedCredential = { method, values };
  const origins = typedOrigins(connector, credential);
  if (connector.test === undefined) return undefined;
  const signal = AbortSignal.timeout(testTimeout);
  const headers = new MadeHeaders(base, () => new Date());
  const fetch = createAuthorisedFetch(base, async () => ({
    origins,
    applied: await headers.applied('test', connector, credential),
  }));
  const { account } = await connector.test(credential, { fetch: (url, init) => fetch(url, { signal, ...init }), signal });
  return account;
}

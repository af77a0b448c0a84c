import { asProviderError } from '../../platform/oauth/provider-client.js';
import { CredentialsRefusedError, FlowError } from '../definitions/define.js';
import type { CheckResult, CredentialAddress } from '../services/credentials.js';
import { findCredential } from './credential.rows.js';
import type { CredentialPorts, CredentialReader, OpenCredential } from './credential-reader.js';
import { proveTyped } from './prove-typed.js';

/** Proves a stored credential with the least that its provider offers: a refresh, the account, the test call. */
export async function checkCredential(
  ports: CredentialPorts,
  reader: CredentialReader,
  address: CredentialAddress,
): Promise<CheckResult> {
  const row = await findCredential(ports.database.queries, address);
  if (row === undefined || row.status !== 'valid') return 'unchanged';
  try {
    const open = await reader.read(address);
    // Somebody was faster, or it was due anyway.
    if (open.row.revision !== row.revision) return 'alive';
    return await prove(ports, reader, open);
  } catch (error) {
    if (error instanceof FlowError && error.code === 'not_authenticated') return 'dead';
    ports.log.info('A credential could not be checked now', { id: row.id, reason: asProviderError(error).code });
    return 'unknown';
  }
}

async function prove(
  { definitions, outgoing }: CredentialPorts,
  reader: CredentialReader,
  { row, secret }: OpenCredential,
): Promise<CheckResult> {
  if (secret.kind === 'typed') {
    const connector = definitions.catalogue.connector(secret.connector);
    if (connector?.test === undefined) return 'unchanged';
    try {
      await proveTyped(connector, secret, outgoing);
      return 'alive';
    } catch (error) {
      if (!(error instanceof CredentialsRefusedError)) throw error;
    }
  } else if (secret.refreshToken !== undefined) {
    // Whatever the token's expiry says: only a refresh proves the grant.
    await reader.read(row, row.revision);
    return 'alive';
  } else {
    const client = await reader.client(row, secret);
    await reader.requireScopes(row, secret, client);
    try {
      await client.account(secret.accessToken);
      return client.definition.userInfoUrl === undefined ? 'unchanged' : 'alive';
    } catch (error) {
      if (asProviderError(error).code !== 'grant_dead') throw error;
    }
  }
  await reader.expire(row);
  return 'dead';
}

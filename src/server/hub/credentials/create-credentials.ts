import { ProviderError } from '../../platform/oauth/provider-error.js';
import { allowedOrigins } from '../../platform/oauth/resolve-oauth.js';
import { type Connector, CredentialsRefusedError, type TypedCredential } from '../definitions/define.js';
import { methodFields } from '../definitions/method-fields.js';
import { withoutStrayBlanks } from '../definitions/stray-blanks.js';
import type { CredentialAddress, CredentialRow, Credentials, CredentialUse } from '../services/credentials.js';
import { createAuthorisedFetch, type Grant, type Refusal } from './authorised-fetch.js';
import { isAccountStored, putCredential, takeCredentials } from './credential.rows.js';
import type { CredentialPorts } from './credential-reader.js';
import { CredentialReader, notAuthenticated, type OpenCredential } from './credential-reader.js';
import { MadeHeaders } from './made-headers.js';
import { checkCredential } from './prove-stored.js';
import { proveTyped } from './prove-typed.js';
import { asSecret, credentialContext, type OAuthSecret, type TypedSecret } from './sealed-credential.js';
import { typedOrigins } from './typed-origins.js';

export function createCredentials(ports: CredentialPorts): Credentials {
  const { database, definitions, vault, outgoing, log, now } = ports;
  const reader = new CredentialReader(ports);
  const made = new MadeHeaders(outgoing, now);

  async function typedGrant(
    key: string,
    connector: Connector,
    credential: TypedCredential,
    onRefusal?: (refusal: Refusal) => Promise<void>,
  ): Promise<Grant> {
    const origins = typedOrigins(connector, credential);
    return {
      origins,
      deadTokens: connector.deadTokens,
      applied: await made.applied(key, connector, credential),
      async renew(refusal) {
        await onRefusal?.(refusal);
        if (connector.authorize === undefined) return undefined;
        made.forget(key);
        return { origins, applied: await made.applied(key, connector, credential) };
      },
    };
  }

  function connectorOf(key: string, address: CredentialAddress): Connector {
    const connector = definitions.catalogue.connector(key);
    if (connector === undefined) throw notAuthenticated(address);
    return connector;
  }

  async function grantOf(address: CredentialUse, refused?: number): Promise<Grant> {
    const open = await reader.read(address, refused);
    const { row, secret } = open;
    const connector = connectorOf(secret.connector, address);
    if (secret.kind === 'oauth') return oauthGrant(address, { row, secret }, connector);
    const key = `${row.id}:${row.revision}`;
    try {
      return await typedGrant(key, connector, secret, (refusal) => proveAgain({ row, secret }, connector, refusal));
    } catch (error) {
      throw error instanceof CredentialsRefusedError ? await died(row) : error;
    }
  }

  async function died(row: CredentialRow): Promise<Error> {
    await reader.expire(row);
    return notAuthenticated(row);
  }

  function oauthGrant(address: CredentialAddress, { row, secret }: OpenCredential<OAuthSecret>, connector: Connector): Grant {
    return {
      applied: { headers: { authorization: `Bearer ${secret.accessToken}` }, query: {} },
      origins: allowedOrigins(connector, secret.values),
      deadTokens: connector.deadTokens,
      async renew({ isCertain }) {
        // Without a refresh token only the service's own word proves that the token is dead.
        if (secret.refreshToken === undefined && !isCertain) return undefined;
        return grantOf(address, row.revision);
      },
    };
  }

  /** The test call tells whether the credential died or something else was refused; without one, the service's own word. */
  async function proveAgain(
    { row, secret }: OpenCredential<TypedSecret>,
    connector: Connector,
    { isCertain }: Refusal,
  ): Promise<void> {
    // What `authorize` made is made anew first.
    if (isCertain && connector.test === undefined && connector.authorize === undefined) throw await died(row);
    try {
      await proveTyped(connector, secret, outgoing);
    } catch (error) {
      if (error instanceof CredentialsRefusedError) throw await died(row);
    }
  }

  async function revoke(row: CredentialRow, secret: OAuthSecret): Promise<void> {
    const client = await reader.client(row, secret);
    if (secret.refreshToken === undefined) await client.revoke(secret.accessToken, 'access_token');
    else await client.revoke(secret.refreshToken, 'refresh_token');
  }

  /** A refused revocation never blocks: what is stored here is gone either way. */
  async function withdrawAll(rows: readonly CredentialRow[]): Promise<void> {
    for (const row of rows.filter(({ method }) => method === 'oauth')) {
      try {
        const secret = asSecret(await vault.open(row.sealed, credentialContext(row, row)));
        if (secret.kind === 'oauth') await revoke(row, secret);
      } catch (error) {
        log.warn('A credential was erased but not revoked', {
          connection: row.connection,
          dependency: row.dependency,
          reason: error instanceof ProviderError ? error.code : 'internal',
          said: error instanceof ProviderError ? error.said : undefined,
        });
      }
    }
  }

  return {
    async store(transaction, owner, credential) {
      const content = {
        method: credential.method,
        connector: credential.connector,
        sealed: await vault.seal(credential.secret, credentialContext(owner, credential)),
        status: credential.status,
        account: credential.account ?? null,
        account_key: credential.accountKey ?? null,
        expires_at: credential.expiresAt ?? null,
      };
      await putCredential(transaction, credential, content, now());
    },

    fetchFor: (address, reading = (read) => read()) => createAuthorisedFetch(outgoing, () => grantOf(address), reading),

    async typed(address) {
      const { secret } = await reader.read(address);
      if (secret.kind !== 'typed') throw notAuthenticated(address);
      return { method: secret.method, values: secret.values };
    },

    check: (address) => checkCredential(ports, reader, address),

    workspace(name) {
      const { catalogue } = definitions;
      const connection = catalogue.workspaceConnection(name);
      const connector = connection && catalogue.connector(connection.connector);
      if (connection === undefined || connector === undefined) throw new Error(`There is no workspace connection "${name}"`);
      const { method } = connection;
      const values = withoutStrayBlanks(methodFields(connector, method) ?? [], method, connection.values);
      return {
        values,
        fetch: createAuthorisedFetch(outgoing, () => typedGrant(`workspace:${name}`, connector, { method, values })),
      };
    },

    async take(transaction, connection) {
      const taken = await takeCredentials(transaction, connection);
      return () => withdrawAll(taken.filter(({ isShared }) => !isShared).map(({ row }) => row));
    },

    async withdraw(replaced) {
      const { account_key: key } = replaced;
      if (key !== null && !(await isAccountStored(database.queries, key))) await withdrawAll([replaced]);
    },
  };
}

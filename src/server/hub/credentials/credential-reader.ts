import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { rememberSecrets } from '../../platform/known-secrets.js';
import { missingScopes } from '../../platform/oauth/missing-scopes.js';
import { createProviderClient, type ProviderClient } from '../../platform/oauth/provider-client.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { resolveOAuth } from '../../platform/oauth/resolve-oauth.js';
import { VaultError } from '../../platform/vault/vault.js';
import { lockConnection } from '../connections/connection.rows.js';
import { FlowError } from '../definitions/define.js';
import { type DeployedWidget, wholeAttributes } from '../definitions/deployed-widget.js';
import { methodFields } from '../definitions/method-fields.js';
import { typedSecrets } from '../definitions/secret-values.js';
import { recordChange } from '../history/history-line.rows.js';
import type { CredentialAddress, CredentialRow, CredentialUse } from '../services/credentials.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import { type CredentialChange, changeCredential, endLease, findCredential, takeLease } from './credential.rows.js';
import { giveBack } from './give-back.js';
import { RefreshPauses } from './refresh-pauses.js';
import { type Renewed, RenewedTokens } from './renewed-tokens.js';
import { asSecret, credentialContext, type OAuthSecret, type Secret } from './sealed-credential.js';

/** Longer than the slowest token request, so that a holder which is alive keeps it. */
const leaseSeconds = 30;
const longestMargin = 60_000;

export interface OpenCredential<S extends Secret = Secret> {
  readonly row: CredentialRow;
  readonly secret: S;
}

/** What credentials are made of. */
export type CredentialPorts = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'log' | 'now'>;

/** Opens credentials and keeps their tokens fresh: one refresh at a time per credential, in all processes (src/README.md §4). */
export class CredentialReader {
  readonly #ports: CredentialPorts;
  readonly #refreshing = new Map<string, Promise<void>>();
  readonly #pauses: RefreshPauses;
  readonly #renewed: RenewedTokens;

  constructor(ports: CredentialPorts) {
    this.#ports = ports;
    this.#pauses = new RefreshPauses(ports.now);
    this.#renewed = new RenewedTokens(ports);
  }

  /**
   * @param refused the revision whose token the service has just refused: it is refreshed whatever its expiry says
   * @throws {FlowError} `not_authenticated`
   * @throws {ProviderError} when the provider cannot be asked now
   */
  async read(address: CredentialUse, refused?: number): Promise<OpenCredential> {
    const open = await this.#open(address);
    const { row, secret } = open;
    if (secret.kind === 'typed' || !this.#isDue(row, refused)) return open;
    const isOver = refused === row.revision || (row.expires_at !== null && row.expires_at <= this.#ports.now());
    if (secret.refreshToken === undefined) {
      if (!isOver) return open;
      await this.expire(row);
      throw notAuthenticated(address);
    }
    try {
      await this.#once({ row, secret }, address.version);
    } catch (error) {
      if (isOver || !(error instanceof ProviderError)) throw error;
      return open;
    }
    return this.#open(address);
  }

  /** The credential died: says so in the history and to every page, once. */
  async expire(row: CredentialRow): Promise<void> {
    await this.#lose(row, { status: 'expired' });
  }

  /** False: it was changed meanwhile. */
  #lose(row: CredentialRow, change: CredentialChange): Promise<boolean> {
    const { database, now } = this.#ports;
    return database.transaction(async (transaction) => {
      const connection = await lockConnection(transaction, row.connection);
      if (connection === undefined || !(await changeCredential(transaction, row, change, now()))) return false;
      await recordChange(transaction, connection, { line: { kind: 'expired', outcome: 'failed' } }, now());
      return true;
    });
  }

  /** The client that a credential's tokens were made for, with the dependency's attributes of a version, or of now. */
  async client(row: CredentialRow, secret: OAuthSecret, version?: number): Promise<ProviderClient> {
    const { definitions, vault, outgoing } = this.#ports;
    const connector = definitions.catalogue.connector(secret.connector);
    if (connector === undefined) throw new ProviderError('provider_error');
    const widget = await this.#widget(row, version);
    const isItsOwn = widget?.dependency(row.dependency)?.connector === secret.connector;
    const attributes = isItsOwn ? await wholeAttributes(vault, widget, row.dependency) : {};
    return createProviderClient(resolveOAuth(connector, { attributes }, secret.values), outgoing);
  }

  async #open(address: CredentialUse): Promise<OpenCredential> {
    const { database, vault, log } = this.#ports;
    const row = await findCredential(database.queries, address);
    if (row === undefined || row.status !== 'valid') throw notAuthenticated(address);
    let secret: Secret;
    try {
      secret = asSecret(await vault.open(row.sealed, credentialContext(row, address)));
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      log.error('A sealed value cannot be opened', { id: row.id, reason: cause.code });
      // A key that is missing comes back with the operator's next start; what was moved or cut is mended by a sign-in only.
      if (cause.code === 'vault_key_unknown') throw cause;
      await this.expire(row);
      throw notAuthenticated(address);
    }
    this.#remember(row, secret);
    const widget = await this.#widget(row, address.version);
    const dependency = widget?.dependency(address.dependency);
    // Another connector has the key of the dependency now: it is not handed what was signed in to somewhere else.
    if (dependency !== undefined && dependency.connector !== secret.connector) {
      // Where the row does not say whose it is, nobody else finds out.
      if (row.connector === null && address.version === undefined) await this.expire(row);
      throw notAuthenticated(address);
    }
    if (secret.kind === 'oauth' && this.#mayLackScopes(secret))
      await this.requireScopes(row, secret, await this.client(row, secret, address.version));
    return { row, secret };
  }

  /** The one of a version, for what began with it; else the one of now. */
  #widget({ environment, widget }: CredentialRow, version: number | undefined): Promise<DeployedWidget | undefined> {
    const { database, definitions } = this.#ports;
    return version === undefined
      ? widgetIn(database.queries, { definitions }, environment, widget)
      : definitions.version(database.queries, environment, widget, version);
  }

  /** What was typed in is told from names and hosts by its fields. */
  #remember(row: CredentialRow, secret: Secret): void {
    if (secret.kind !== 'typed') return;
    const connector = this.#ports.definitions.catalogue.connector(secret.connector);
    const fields = connector && methodFields(connector, secret.method);
    rememberSecrets(typedSecrets(fields ?? [], secret.values), row);
  }

  /** By the connector alone. What its dependency changes of that is read from the database only where something seems to be missing. */
  #mayLackScopes({ connector, scope }: OAuthSecret): boolean {
    const definition = this.#ports.definitions.catalogue.connector(connector)?.oauth;
    return definition !== undefined && missingScopes(definition, scope).length > 0;
  }

  /** A scope may have become required after the sign-in. @throws {FlowError} `not_authenticated` */
  async requireScopes(row: CredentialRow, { scope }: OAuthSecret, { definition }: ProviderClient): Promise<void> {
    const missing = missingScopes(definition, scope);
    if (missing.length === 0) return;
    await this.#lose(row, { status: 'insufficient_scope', missing });
    throw notAuthenticated(row);
  }

  #isDue({ revision, expires_at: expiresAt, updated_at: storedAt }: CredentialRow, refused: number | undefined): boolean {
    if (refused === revision) return true;
    if (expiresAt === null) return false;
    const margin = Math.min(longestMargin, (expiresAt.getTime() - storedAt.getTime()) / 5);
    return expiresAt.getTime() - margin <= this.#ports.now().getTime();
  }

  #once(open: OpenCredential<OAuthSecret>, version: number | undefined): Promise<void> {
    const { id } = open.row;
    const underWay = this.#refreshing.get(id);
    if (underWay !== undefined) return underWay;
    const refused = this.#pauses.of(open.row);
    if (refused !== undefined) return Promise.reject(refused);
    const refresh = this.#refresh(open, version).finally(() => this.#refreshing.delete(id));
    this.#refreshing.set(id, refresh);
    return refresh;
  }

  /** Ends when the credential was refreshed, here or elsewhere, or died. */
  async #refresh({ row, secret }: OpenCredential<OAuthSecret>, version: number | undefined): Promise<void> {
    const { queries } = this.#ports.database;
    const holder = randomUUID();
    const isUnchanged = async () => (await findCredential(queries, row))?.revision === row.revision;
    while (!(await takeLease(queries, row, holder, leaseSeconds))) {
      await delay(50 + Math.random() * 100);
      if (!(await isUnchanged())) return;
    }
    try {
      const client = await this.client(row, secret, version);
      const renewed = this.#renewed.of(row) ?? this.#renewed.hold(row, secret, await client.refresh(secret.refreshToken ?? ''));
      await this.#keep(renewed, client);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.code !== 'grant_dead') {
        this.#pauses.begin(row, error);
        throw error;
      }
      // Another process may have been faster, although it should not: only an unchanged credential is dead.
      if (await isUnchanged()) await this.expire(row);
    } finally {
      // It ends by itself as well.
      await endLease(queries, row.id, holder).catch((cause: unknown) =>
        this.#ports.log.warn('The right to refresh a credential was not given back', { id: row.id, cause }),
      );
    }
  }

  /** First what cannot be had again, then what follows from it. */
  async #keep(renewed: Renewed, client: ProviderClient): Promise<void> {
    const { row, secret } = renewed;
    if (await this.#renewed.store(renewed)) {
      const missing = missingScopes(client.definition, secret.scope);
      const stored = { ...row, revision: row.revision + 1 };
      if (missing.length > 0) await this.#lose(stored, { status: 'insufficient_scope', missing });
      return;
    }
    // It was erased meanwhile, or another account has its place: nobody else would give these tokens back.
    await giveBack(this.#ports, client, secret, { key: row.account_key ?? undefined });
  }
}

export const notAuthenticated = ({ dependency }: CredentialAddress): FlowError =>
  new FlowError('The service must be signed in first', { code: 'not_authenticated', dependency });

import { setTimeout as delay } from 'node:timers/promises';
import type { Tokens } from '../../platform/oauth/provider-client.js';
import type { CredentialRow } from '../services/credentials.js';
import type { Services } from '../services/services.js';
import { changeCredential } from './credential.rows.js';
import { asJson, credentialContext, type OAuthSecret } from './sealed-credential.js';

/** Tokens that a provider has given in place of others, which it may take no more. */
export interface Renewed {
  readonly row: CredentialRow;
  readonly secret: OAuthSecret;
  readonly expiresAt: Date | null;
}

/** With the pauses between them well within a lease. */
const attempts = 6;
const firstPause = 50;

/**
 * Until they are stored, new tokens exist here alone, and asking for them again with the old ones may end the grant (RFC 9700 §4.14.2).
 * So they are stored before anything else is done with them, whatever fails is tried again, and what could not be stored waits here for
 * the next one who needs it.
 */
export class RenewedTokens {
  readonly #ports: Pick<Services, 'database' | 'vault' | 'log' | 'now'>;
  readonly #waiting = new Map<string, Renewed>();

  constructor(ports: Pick<Services, 'database' | 'vault' | 'log' | 'now'>) {
    this.#ports = ports;
  }

  /** What was given for this very state of a credential, and is not stored yet. */
  of({ id, revision }: CredentialRow): Renewed | undefined {
    const waiting = this.#waiting.get(id);
    return waiting?.row.revision === revision ? waiting : undefined;
  }

  hold(row: CredentialRow, { refreshToken, scope, ...before }: OAuthSecret, tokens: Tokens): Renewed {
    const kept = { refreshToken: tokens.refreshToken ?? refreshToken, scope: tokens.scope ?? scope };
    const secret: OAuthSecret = {
      ...before,
      accessToken: tokens.accessToken,
      ...(kept.refreshToken === undefined ? {} : { refreshToken: kept.refreshToken }),
      ...(kept.scope === undefined ? {} : { scope: kept.scope }),
    };
    const until = tokens.expiresIn === undefined ? null : this.#ports.now().getTime() + tokens.expiresIn * 1000;
    const renewed = { row, secret, expiresAt: until === null ? null : new Date(until) };
    this.#waiting.set(row.id, renewed);
    return renewed;
  }

  /** False: the credential was changed meanwhile. */
  async store(renewed: Renewed): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        const isStored = await this.#storeOnce(renewed);
        this.#waiting.delete(renewed.row.id);
        return isStored;
      } catch (cause) {
        this.#ports.log.warn('Renewed tokens could not be stored', { id: renewed.row.id, attempt, cause });
        if (attempt === attempts) throw cause;
        await delay(firstPause * 2 ** (attempt - 1));
      }
    }
  }

  async #storeOnce({ row, secret, expiresAt }: Renewed): Promise<boolean> {
    const { database, vault, now } = this.#ports;
    const sealed = await vault.seal(asJson(secret), credentialContext(row, row));
    return changeCredential(database.queries, row, { sealed, status: 'valid', expires_at: expiresAt }, now());
  }
}

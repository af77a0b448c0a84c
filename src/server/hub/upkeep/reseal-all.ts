import { VaultError } from '../../platform/vault/vault.js';
import { authorizationsSealedAfter, replaceSealedStart } from '../authorizations/authorization.rows.js';
import { startContext } from '../authorizations/sealed-start.js';
import { resealValues } from '../configurations/reseal-values.js';
import { credentialsAfter, replaceSealed } from '../credentials/credential.rows.js';
import { credentialContext } from '../credentials/sealed-credential.js';
import { secretContext } from '../definitions/definitions.js';
import type { Services } from '../services/services.js';
import { everySecret, replaceSecret } from '../widgets/parameter.rows.js';
import { retireKeys } from './prove-keys.js';

export interface Resealed {
  readonly resealed: number;
  readonly unreadable: number;
}

const page = 100;

interface Sealed {
  readonly id: string;
  readonly sealed: string;
  readonly context: string;
  /** Compare and set: false where it was sealed anew meanwhile, with the first key then. */
  replace(sealed: string): Promise<boolean>;
}

/** Credentials, then sign-ins under way, a page at a time; then the secrets beside widgets. */
async function* everythingSealed({ database: { queries } }: Pick<Services, 'database'>): AsyncGenerator<Sealed> {
  for (let after = ''; ; ) {
    const rows = await credentialsAfter(queries, after, page);
    for (const row of rows) {
      const context = credentialContext(row, row);
      yield { id: row.id, sealed: row.sealed, context, replace: (sealed) => replaceSealed(queries, row, sealed) };
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < page) break;
  }
  for (let after = ''; ; ) {
    const rows = await authorizationsSealedAfter(queries, after, page);
    for (const row of rows) {
      const context = startContext(row);
      yield { id: row.reference, sealed: row.sealed, context, replace: (sealed) => replaceSealedStart(queries, row, { sealed }) };
    }
    after = rows.at(-1)?.id_hash ?? '';
    if (rows.length < page) break;
  }
  for (const row of await everySecret(queries)) {
    const { environment, owner, place, name, sealed } = row;
    const context = secretContext(environment, owner, place, name);
    yield { id: `${owner}/${place}/${name}`, sealed, context, replace: (anew) => replaceSecret(queries, row, anew) };
  }
}

/**
 * Seals with the ring's first key whatever an earlier one sealed, in place, while servers work: afterwards the earlier keys may leave
 * the ring, once the runs of their time are over.
 */
export async function resealAll(ports: Pick<Services, 'database' | 'definitions' | 'vault' | 'log'>): Promise<Resealed> {
  const { vault, log } = ports;
  let { resealed, unreadable } = await resealValues(ports);
  for await (const { id, sealed, context, replace } of everythingSealed(ports)) {
    try {
      // Opened in any case: what cannot be is found here, rather than when somebody needs it.
      const value = await vault.open(sealed, context);
      if (vault.needsRotation(sealed) && (await replace(await vault.seal(value, context)))) resealed += 1;
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      unreadable += 1;
      log.error('A sealed value cannot be opened', { id, reason: cause.code });
    }
  }
  log.info('Sealed again what earlier keys sealed', { resealed, unreadable });
  await retireKeys(ports);
  return { resealed, unreadable };
}

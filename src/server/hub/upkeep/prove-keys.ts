import type { Queries } from '../../platform/database/queries.js';
import { givenUp, sealedPrefix, sealingKey, type Vault, VaultError } from '../../platform/vault/vault.js';
import type { Services } from '../services/services.js';
import { areRunsOlder, checkValues, expireSealedBy, forgetCheckValues, putCheckValue, sealedValues } from './vault-key.rows.js';

/** A damaged value proves nothing about its key: so many are tried. */
const tried = 20;

const checkContext = (id: string): string => JSON.stringify(['vault key', id]);

/** The names of the keys that sealed what the database holds, without those that are given up. */
export async function sealingKeys(queries: Queries, lost: readonly string[]): Promise<string[]> {
  const ids = new Set((await checkValues(queries)).map(({ id }) => id));
  for (let known = -1; known < ids.size; ) {
    known = ids.size;
    for (const sealed of await sealedValues(queries, { noneOf: [...ids].map(sealedPrefix) }, tried)) {
      const id = sealingKey(sealed);
      if (id !== undefined) ids.add(id);
    }
  }
  return [...ids].filter((id) => !lost.includes(id)).sort();
}

/**
 * Refuses a ring that cannot open what is stored, before anything is changed: by the check value that each key left when it first
 * sealed, and by what is sealed.
 *
 * @throws {VaultError} `vault_keys_missing`, `vault_keys_foreign`
 */
export async function proveKeys(queries: Queries, vault: Vault, lost: readonly string[]): Promise<void> {
  const missing = (await sealingKeys(queries, lost)).filter((id) => !vault.keyIds.includes(id));
  if (missing.length > 0) {
    throw new VaultError(
      'vault_keys_missing',
      `Keys that sealed what the database holds are not among the vault's keys: ${missing.join(', ')} (it has ${vault.keyIds.join(', ')}). ` +
        'Put them back into vaultKeys (INTEGRATION_HUB_VAULT_KEYS, or the file vault.keys); the first one seals, the others open. ' +
        `To replace a key, run "integration-hub rotate-keys" while both are there. ${givenUp(missing)}`,
    );
  }
  const checks = new Map((await checkValues(queries)).map(({ id, check_value: value }) => [id, value]));
  for (const id of vault.keyIds) {
    const check = checks.get(id);
    const values = check === undefined ? await sealedValues(queries, { prefix: sealedPrefix(id) }, tried) : [check];
    const opened = await Promise.all(values.map((value) => vault.isOurs(value)));
    if (values.length === 0 || opened.includes(true)) continue;
    throw new VaultError(
      'vault_keys_foreign',
      `The vault's key "${id}" is not the one of that name that sealed what the database holds: it is another database's, or was made anew. ` +
        `Put the right one back into vaultKeys (INTEGRATION_HUB_VAULT_KEYS, or the file vault.keys). ` +
        `If there is no copy any more, give the new key another name. ${givenUp([id])}`,
    );
  }
}

type Ports = Pick<Services, 'database' | 'vault' | 'log' | 'now'>;

/** Leaves a check value of the key that seals from now on, and ends what was sealed with one that is given up. */
export async function rememberKeys({ database, vault, log, now }: Ports, lost: readonly string[]): Promise<void> {
  const [id] = vault.keyIds;
  const value = { id, check_value: await vault.seal(id, checkContext(id)) };
  const gone = lost.filter((name) => !vault.keyIds.includes(name));
  const expired = await database.transaction(async (transaction) => {
    await putCheckValue(transaction, value, now());
    let count = 0;
    for (const name of gone) count += await expireSealedBy(transaction, sealedPrefix(name), now());
    await forgetCheckValues(transaction, gone);
    return count;
  });
  if (expired > 0)
    log.warn('Credentials were sealed with a key that is lost: they are signed in to again', { keys: gone, expired });
}

/** Earlier keys that nothing needs any more, once everything was sealed anew: a start without them is none without a key. */
export async function retireKeys({ database, vault, log }: Omit<Ports, 'now'>): Promise<void> {
  const [current] = vault.keyIds;
  const earlier = (await checkValues(database.queries)).map(({ id }) => id).filter((id) => id !== current);
  if (earlier.length === 0) return;
  const areRunsLeft = await areRunsOlder(database.queries, current);
  const retired: string[] = [];
  for (const id of earlier) {
    const isNeeded = areRunsLeft || (await sealedValues(database.queries, { prefix: sealedPrefix(id) }, 1)).length > 0;
    if (!isNeeded) retired.push(id);
  }
  await database.transaction((transaction) => forgetCheckValues(transaction, retired));
  const needed = earlier.filter((id) => !retired.includes(id));
  if (retired.length > 0) log.info('Keys of the vault may leave the ring', { keys: retired });
  if (needed.length > 0)
    log.warn('Earlier keys of the vault are needed still: rotate again when the runs of their time are over', { keys: needed });
}

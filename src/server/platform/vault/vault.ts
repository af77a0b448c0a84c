import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { JsonValue } from '../../../contract/names.js';
import { CodedError } from '../coded-error.js';

const KEY_BYTES = 32;
const CONTEXT = 'ctx';

/** A key of 32 bytes and the name under which sealed values remember it. */
export interface VaultKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Seals values for the database. What is sealed for one context opens in no other one. */
export interface Vault {
  /** @param context the identity of the row; authenticated, not encrypted */
  seal(value: JsonValue, context: string): Promise<string>;
  /** @throws {VaultError} `vault_key_unknown`, `vault_context_mismatch`, `vault_corrupt` */
  open(sealed: string, context: string): Promise<JsonValue>;
  /** Whether another key than the first sealed it. @throws {VaultError} `vault_corrupt` */
  needsRotation(sealed: string): boolean;
  /** Names of the keys; the first seals. */
  readonly keyIds: readonly [string, ...string[]];
  /** Whether a key of the ring sealed it, for whatever place. */
  isOurs(sealed: string): Promise<boolean>;
  /** Keys for something else than sealing, made of those of the ring in their order: who has one knows no other. */
  keysFor(purpose: string): readonly Uint8Array[];
}

export type VaultErrorCode =
  | 'vault_keys_invalid'
  | 'vault_keys_missing'
  | 'vault_keys_foreign'
  | 'vault_key_unknown'
  | 'vault_context_mismatch'
  | 'vault_corrupt';

/** Never contains a key, a plaintext or an error that could. */
export class VaultError extends CodedError<VaultErrorCode> {
  override readonly name = 'VaultError';
}

/** The way back for whoever has no copy of a key. */
export const givenUp = (ids: readonly string[]): string =>
  `If there is no copy any more, set lostVaultKeys (INTEGRATION_HUB_LOST_VAULT_KEYS) to ${JSON.stringify(ids.join(','))}: people then sign in again.`;

/**
 * A vault of JWE, `dir` with `A256GCM` (RFC 7516): the key's id is in `kid`, the context in a protected header parameter that `crit`
 * names. The first key seals, all of them open.
 *
 * @throws {VaultError} `vault_keys_invalid`
 */
export function createVault({ keys }: { readonly keys: readonly VaultKey[] }): Vault {
  const ring = new Map(keys.map(({ id, key }) => [id, key]));
  const [current] = keys;
  if (!current) throw new VaultError('vault_keys_invalid', 'The vault needs at least one key');
  if (ring.size !== keys.length) throw new VaultError('vault_keys_invalid', 'Two keys of the vault have the same id');
  for (const { id, key } of keys) {
    if (key.length !== KEY_BYTES)
      throw new VaultError('vault_keys_invalid', `The vault's key "${id}" is not ${KEY_BYTES} bytes long`);
  }

  return {
    seal(value, context) {
      return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.id, [CONTEXT]: context, crit: [CONTEXT] })
        .encrypt(current.key, { crit: { [CONTEXT]: true } });
    },

    async open(sealed, context) {
      const key = ring.get(keyId(sealed));
      if (!key) throw new VaultError('vault_key_unknown', 'The key that sealed this value is not among the keys of the vault');
      const { plaintext, header } = await decrypt(sealed, key);
      if (header[CONTEXT] !== context) throw new VaultError('vault_context_mismatch', 'This value was sealed for another place');
      return JSON.parse(new TextDecoder().decode(plaintext)) as JsonValue;
    },

    needsRotation: (sealed) => keyId(sealed) !== current.id,

    keyIds: [current.id, ...keys.slice(1).map(({ id }) => id)],

    async isOurs(sealed) {
      try {
        const key = ring.get(keyId(sealed));
        if (key === undefined) return false;
        await decrypt(sealed, key);
        return true;
      } catch (cause) {
        if (cause instanceof VaultError) return false;
        throw cause;
      }
    },

    keysFor: (purpose) => keys.map(({ key }) => new Uint8Array(hkdfSync('sha256', key, '', purpose, KEY_BYTES))),
  };
}

/** With what every value begins that a key of this name sealed: so a database finds them without opening one. */
export function sealedPrefix(id: string): string {
  const header = Buffer.from(`{"alg":"dir","enc":"A256GCM","kid":"${id}","${CONTEXT}":"`);
  // Three bytes make four letters, and what is left over depends on what follows.
  return header.subarray(0, header.length - (header.length % 3)).toString('base64url');
}

/** The name of the key that sealed a value; `undefined` where it is none. */
export function sealingKey(sealed: string): string | undefined {
  try {
    return keyId(sealed);
  } catch (cause) {
    if (cause instanceof VaultError) return undefined;
    throw cause;
  }
}

async function decrypt(sealed: string, key: Uint8Array): Promise<{ plaintext: Uint8Array; header: Record<string, unknown> }> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      crit: { [CONTEXT]: true },
    });
    return { plaintext, header: protectedHeader };
  } catch {
    throw new VaultError('vault_corrupt', 'The sealed value was changed or cut');
  }
}

function keyId(sealed: string): string {
  const { kid } = readHeader(sealed);
  if (typeof kid !== 'string') throw new VaultError('vault_corrupt', 'The sealed value names no key');
  return kid;
}

function readHeader(sealed: string): Record<string, unknown> {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    throw new VaultError('vault_corrupt', 'This is not a sealed value');
  }
}

/**
 * Reads `id:base64,id:base64`: 32 bytes each, the first seals.
 *
 * @throws {VaultError} `vault_keys_invalid`, naming the position and never the key
 */
export function parseKeys(text: string): VaultKey[] {
  return text.split(',').map((entry, index) => {
    const match = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/_-]{43}=?)$/.exec(entry.trim());
    const [, id, encoded] = match ?? [];
    if (id === undefined || encoded === undefined) {
      throw new VaultError('vault_keys_invalid', `Key ${index + 1} of the vault is not "id:base64" with ${KEY_BYTES} bytes`);
    }
    return { id, key: Uint8Array.from(Buffer.from(encoded, 'base64')) };
  });
}

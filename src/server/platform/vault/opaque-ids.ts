import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Scope } from '../access.js';
import type { Vault } from './vault.js';

const BLOCK = 16;
const SALT = 4;
const cipherName = 'aes-256-ecb';

/**
 * Numbers that are counted for all tenants together, as one of them may see them: what lies between two of its own would be how much
 * others do. A number and its salt fill one block, so that the cipher alone is a permutation of the tenant's own; its zeros show
 * whether it was made here. Every process with the same ring reads them, before and after a restart.
 */
export interface OpaqueIds {
  /** The same one for the same number. */
  of(number: string): string;
  /** Another one each time: of a number of all tenants, whose changes are not to be seen either. */
  fresh(number: string): string;
  /** `undefined` for one of another tenant, or that nobody has made. */
  read(id: string): string | undefined;
}

/** @param purpose what is numbered: an id of one kind is none of another */
export function opaqueIds(vault: Pick<Vault, 'keysFor'>, purpose: string): (scope: Scope) => OpaqueIds {
  const masters = vault.keysFor(purpose);
  return ({ environment, tenant }) => {
    const whose = JSON.stringify([environment, tenant]);
    const keys = masters.map((master) => createHmac('sha256', master).update(whose).digest());
    const make = (number: string, salt: Uint8Array): string => {
      const block = Buffer.alloc(BLOCK);
      block.set(salt, SALT);
      block.writeBigUInt64BE(BigInt(number), 2 * SALT);
      const [key = block] = keys;
      return createCipheriv(cipherName, key, null).setAutoPadding(false).update(block).toString('base64url');
    };
    return {
      of: (number) => make(number, new Uint8Array(SALT)),
      fresh: (number) => make(number, randomBytes(SALT)),
      read(id) {
        if (!/^[\w-]{22}$/.test(id)) return undefined;
        const sealed = Buffer.from(id, 'base64url');
        for (const key of keys) {
          const block = createDecipheriv(cipherName, key, null).setAutoPadding(false).update(sealed);
          // A bigint of the database has 63 bits.
          if (block.readUInt32BE(0) === 0 && block.readBigInt64BE(2 * SALT) >= 0n) return String(block.readBigInt64BE(2 * SALT));
        }
        return undefined;
      },
    };
  };
}

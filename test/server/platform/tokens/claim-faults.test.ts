import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdminClaims, adminRoles, SessionClaims } from '../../../../src/contract/session.js';
import {
  adminClaimFaults,
  claimFaults,
  unknownAdminClaims,
  unknownClaims,
} from '../../../../src/server/platform/tokens/claim-faults.js';

const values: readonly unknown[] = [
  ...[undefined, null, true, false, 0, 1, Number.NaN, {}, [], [[]], [null], [undefined]],
  ...[
    '',
    ' ',
    'a',
    'LIVE',
    'live',
    'use',
    'view',
    'edit',
    'true',
    'a b',
    'ä',
    '🦄',
    '\0',
    '\u007f',
    '\u0085',
    '\ud800',
    '\u200b',
  ],
  ...[199, 200, 201].flatMap((length) => ['x'.repeat(length), '🦄'.repeat(length / 2)]),
  ...[62, 63, 64, 65].map((length) => 'k'.repeat(length)),
  ...[31, 32, 33].map((length) => 'E'.repeat(length)),
  ...['-a', 'a-', 'a-b', 'A_B', '1A', '_A', 'a_b', 'a.b', 'a/b', 'line\nbreak', '__proto__', 'constructor'],
];
const names = ['tenant', 'tenantName', 'sub', 'name', 'env', 'widgets', 'access', 'preview', 'other'];

const bySchema = (claims: object, schema: typeof SessionClaims | typeof AdminClaims = SessionClaims): string[] => {
  const parsed = schema.safeParse({ ...claims, exp: 0 });
  return parsed.success ? [] : [...new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.')))];
};

describe('the claims of a session that is signed', () => {
  for (const name of names) {
    it(`are refused where the schema of the server refuses them: ${name}`, () => {
      for (const value of values) {
        for (const claim of [value, [value], ['plain', value], ['LIVE', value]]) {
          const claims = { tenant: 'acme', [name]: claim };
          assert.deepEqual(claimFaults(claims), bySchema(claims), JSON.stringify(claims));
        }
      }
    });
  }

  it('name their tenant', () => {
    assert.deepEqual(claimFaults({}), ['tenant']);
    assert.deepEqual(bySchema({}), ['tenant']);
  });

  it('are known exactly where the schema has them', () => {
    const known = Object.keys(SessionClaims.shape).filter((name) => name !== 'exp');
    assert.deepEqual(unknownClaims(Object.fromEntries([...known, 'role', 'exp'].map((name) => [name, 1]))), ['role', 'exp']);
  });
});

describe('the claims of an administrator that are signed', () => {
  for (const name of ['role', 'sub', 'other']) {
    it(`are refused where the schema of the server refuses them: ${name}`, () => {
      for (const value of [...values, ...adminRoles, 'root', 'toString']) {
        for (const claim of [value, [value]]) {
          const claims = { role: 'viewer', [name]: claim };
          assert.deepEqual(adminClaimFaults(claims), bySchema(claims, AdminClaims), JSON.stringify(claims));
        }
      }
    });
  }

  it('are known exactly where the schema has them', () => {
    const known = Object.keys(AdminClaims.shape).filter((name) => name !== 'exp');
    assert.deepEqual(unknownAdminClaims(Object.fromEntries([...known, 'tenant'].map((name) => [name, 1]))), ['tenant']);
  });
});

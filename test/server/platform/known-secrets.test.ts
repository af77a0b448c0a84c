import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../../src/server/platform/create-log.js';
import { hideSecrets, hideSecretsOf, rememberSecrets } from '../../../src/server/platform/known-secrets.js';
import { saidTo } from '../../../src/server/platform/plain-text.js';
import { assertShortTask } from '../../support/longest-task.js';

const many = 5000;
const whose = { environment: 'LIVE', tenant: 'of the many' };
const other = { environment: 'LIVE', tenant: 'another' };

/** Secrets that begin alike, and a text that begins as they do wherever one looks. */
const alike: Readonly<Record<string, readonly [(index: number) => string, string]>> = {
  'tokens of one provider': [
    (index) => `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${index}.signature`,
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9 ',
  ],
  'fewer letters than tell one': [(index) => `${'a'.repeat(15)}b${index}`, 'a'],
  'as many as there are letters': [(index) => `${'c'.repeat(8 + (index % 4000))}A${index}`, 'c'],
  'as many, which come after it': [(index) => `${'d'.repeat(8 + (index % 4000))}z${index}`, 'd'],
  'longer than what is looked at': [(index) => `${'e'.repeat(4500)}${index}`, 'e'],
  'on both sides of a text': [(index) => `${'f'.repeat(60)}${index % 2 === 0 ? 'A' : 'z'}${index}`, 'f'],
};

describe('known secrets', () => {
  for (const [name, [secret, unit]] of Object.entries(alike)) {
    it(`are looked for in a short task, however many begin alike: ${name}`, () => {
      const log = createLog({ level: 'debug', write: () => undefined });
      const text = unit.repeat(Math.ceil(5000 / unit.length));
      for (let index = 0; index < many; index++) rememberSecrets(secret(index), index % 2 === 0 ? whose : undefined);
      assertShortTask('a line', () =>
        log.info('x', Object.fromEntries(Array.from({ length: 10 }, (_, key) => [`k${key}`, text]))),
      );
      assertShortTask('words', () => saidTo(whose, text));
      assert.ok(!hideSecrets(`x ${secret(many - 1)} y`).includes(secret(many - 1).slice(0, 16)));
      assert.ok(!hideSecretsOf(other, `x ${secret(many - 1)} y`).includes(secret(many - 1).slice(0, 16)));
    });
  }

  it('are told apart where one begins another', () => {
    const [short, middle, long] = ['nested-1', 'nested-1-and-A', 'nested-1-and-B-that-is-longer'];
    rememberSecrets([short, middle, long], whose);
    assert.equal(hideSecretsOf(whose, `(${short})`), '([redacted])');
    assert.equal(hideSecretsOf(whose, `(${middle})`), '([redacted])');
    assert.equal(hideSecretsOf(whose, `(${long})`), '([redacted])');
    assert.equal(hideSecretsOf(whose, `(${short}-and-C)`), '([redacted]-and-C)');
    assert.equal(hideSecretsOf(other, `(${long})`), `(${long})`);
    assert.equal(hideSecrets(`(${short}-and-C)`), '([redacted]-and-C)');
  });

  it('of one tenant, however many, make the process forget no other ones', () => {
    rememberSecrets('kept-for-the-other-tenant', other);
    for (let index = 0; index < 2 * many; index++) rememberSecrets(`flooding-${index}-${'x'.repeat(20)}`, whose);
    assert.equal(hideSecretsOf(other, 'a kept-for-the-other-tenant b'), 'a [redacted] b');
    assert.ok(!hideSecrets(`flooding-${2 * many - 1}-`).includes('flooding'));
  });

  it('are learnt in a short task from a text of many lines', () => {
    const text = Array.from({ length: 15_000 }, (_, index) => `-- line ${index} of it --`).join('\n');
    assertShortTask('a text', () => rememberSecrets(text, whose));
    assert.ok(!hideSecrets(text.slice(0, 100)).includes('line 3'));
  });
});

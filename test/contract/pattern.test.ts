import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPatternCheck, isMatch, isPattern } from '../../src/contract/rules/pattern.js';
import { assertShortTask } from '../support/longest-task.js';

const usual = [
  '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?',
  '[A-Z]{2}\\d{2}[A-Z0-9]{1,30}',
  '(?=.*\\d)(?=.*[a-z]).{8,}',
  '(?!www\\.)[^/]+',
  '(?=a)b|c',
  'x{2,}?y',
  '\\p{L}+( \\p{L}+)*',
  '((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}',
  '[\\w.+-]+@[\\w-]+\\.[\\w.]+',
  '\\u{1F600}+|\\uD83D\\uDE00x',
  '[^\\]\\\\]*',
  '(?<year>\\d{4})-(?<month>\\d\\d)',
  '(?:a?){10}a{10}',
  'a{0}',
  '(|a)+',
  '(^a|b$)*',
  '[]|x',
  '[^]a',
  '\\cJ|\\x41|\\0',
  '(a*)*',
  '(a{0,2}b?){1,3}',
  '^a|b$',
  'a$|^b',
  '.',
  '',
];

/** As they stand in collections of patterns that stop servers, with a text that does. */
const dangerous: readonly (readonly [pattern: string, text: (length: number) => string])[] = [
  ['(a+)+b', (length) => 'a'.repeat(length)],
  ['(a|aa)+b', (length) => 'a'.repeat(length)],
  ['^(a|a)*$', (length) => `${'a'.repeat(length)}!`],
  ['(.*a){20}', (length) => `${'a'.repeat(length)}!`],
  ['(x+x+)+y', (length) => 'x'.repeat(length)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', (length) => 'a'.repeat(length)],
  ['(.*)*x', (length) => 'a'.repeat(length)],
  [
    '([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))',
    (length) => 'a'.repeat(length),
  ],
  ['\\s*a*a*b', (length) => `${' '.repeat(length / 2)}${'a'.repeat(length / 2)}`],
  ['(\\d+,?)+x', (length) => '1,'.repeat(length / 2)],
  ['(?=(.*a)*b).*', (length) => 'a'.repeat(length)],
  ['(\\w+\\s?)*!', (length) => 'word '.repeat(length / 5)],
  ['[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}', (length) => `a@${'a.'.repeat(length / 2)}`],
];

describe('a pattern of an author', () => {
  it('means what it means to the language', () => {
    const alphabet = [...'abcA19.@-w/xy \n\\]025z\0é😀'];
    // The same at each run.
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (const pattern of usual) {
      assert.ok(isPattern(pattern), pattern);
      const native = new RegExp(`^(?:${pattern})$`, 'u');
      const own = [...pattern].filter((character) => /[\w.@-]/.test(character));
      for (let turn = 0; turn < 400; turn++) {
        const letters = turn % 2 === 0 || own.length === 0 ? alphabet : own;
        const text = Array.from({ length: random(10) }, () => letters[random(letters.length)]).join('');
        assert.equal(isMatch(pattern, text), native.test(text), `${pattern} ${JSON.stringify(text)}`);
      }
    }
  });

  it('is matched in a time that grows with the text alone', () => {
    for (const [pattern, text] of dangerous) {
      assert.ok(isPattern(pattern), pattern);
      const whole = text(262_144);
      // The language's own engine could not say.
      assertShortTask(pattern, () => isMatch(pattern, whole));
    }
  });

  it('stays quick where every character is another one', () => {
    const text = Array.from({ length: 87_000 }, (_, index) => String.fromCodePoint(0x800 + (index % 50_000))).join('');
    assertShortTask('letters of all languages', () => isMatch('[\\p{L}\\p{N} ]+', text));
  });

  for (const pattern of [
    '(?<=a)b',
    '\\bword',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    'a(?=b)b',
    '(?:(?!a).)*',
    '.*[ab].{30}',
    '.{1,5000}',
    '(?:){99999999}',
    '[a-z]{99999999999}',
    '(',
    '[z-a]',
  ])
    it(`is refused where it is written: ${pattern}`, () => {
      assertShortTask(pattern, () => assert.equal(isPattern(pattern), false));
      assertShortTask(pattern, () => isMatch(pattern, 'ab'.repeat(5000)));
    });

  it('of usual ones takes a moment, and of three hundred of the worst together no more than two seconds', () => {
    const letter = (at: number) => String.fromCodePoint(0x400 + at);
    const some = (many: number, part: (at: number) => string) => Array.from({ length: many }, (_part, at) => part(at)).join('');
    const worst: readonly ((at: number) => string)[] = [
      (at) => `${some(8, (part) => `(?=.*[a-z${at}${part}].{4})`)}.*${at}`,
      (at) => `(?:${some(36, (part) => `${letter(at + part)}+|`)}x)*`,
      (at) => `.*${letter(at)}.{8}`,
      (at) => some(8, () => `(?=.*a.{6})${at}.*|`),
      (at) => `(?:\\p{L}|\\p{Lu}|\\p{N}|\\p{P}|\\p{S}|\\p{M}|\\p{Z}|\\p{Emoji})*\\p{L}.{6}[a-z]${at}`,
      (at) => `[a-z]*${some(50, (part) => `${letter(at + part)}?`)}`,
    ];
    for (const one of worst) {
      const check = createPatternCheck();
      const sources = Array.from({ length: 300 }, (_source, at) => one(at));
      const start = process.cpuUsage();
      sources.filter(check);
      const { user } = process.cpuUsage(start);
      assert.ok(user < 2_000_000, `${sources[0]}: ${user / 1000} ms`);
    }
    const check = createPatternCheck();
    const plain = Array.from({ length: 300 }, (_source, at) => `(?=.*\\d)[A-Za-z${at}][\\w.-]{0,60}@${at}`);
    assert.ok(plain.every(check));
  });
});

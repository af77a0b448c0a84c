import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseStrictJson } from '../../../src/server/http/strict-json.js';
import { ProblemError } from '../../../src/server/platform/problem-error.js';
import { taskTime } from '../../support/longest-task.js';

const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text));

function refusal(bytes: string | Uint8Array): { code: string; errors: unknown } {
  try {
    parseStrictJson(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  } catch (cause) {
    assert.ok(cause instanceof ProblemError, String(cause));
    return { code: cause.code, errors: cause.options.errors };
  }
  return { code: 'accepted', errors: undefined };
}

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    const texts = [
      ' { "a" : [ 1 , -2.50 , 1e3 , true , false , null , "\\u00e9\\n\\"\\\\\\/\\ud83d\\ude00" ] , "" : { } , "b":[] } ',
      '"just text"',
      '0',
      '-0.0e-5',
      '[[[[]]]]',
      '{"constructor":{"prototype":{"x":1}},"hasOwnProperty":1}',
      '123456789012345680000',
      '0.1',
      '5e-324',
      '1.7976931348623157e308',
      '1E5',
      '1000000000000000000000000',
    ];
    for (const text of texts) assert.deepEqual(parse(text), JSON.parse(text.replace('-0.0e-5', '0')), text);
  });

  const malformed = [
    '',
    ' ',
    '{',
    '}',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{a:1}',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '--1',
    'NaN',
    'Infinity',
    'nul',
    'truex',
    '"',
    '"\\x41"',
    '"\\u12"',
    '"a\nb"',
    '[1 2]',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '1 2',
    '\ufeff{}',
    '{"a":1}\0',
    '/*x*/1',
    '"\t"',
    '{"a":1,"a":1}',
    '{"a":{"b":1,"\\u0062":2}}',
  ];
  for (const text of malformed) it(`refuses ${JSON.stringify(text)}`, () => assert.equal(refusal(text).code, 'malformed_json'));

  it('refuses what is not UTF-8', () => assert.equal(refusal(new Uint8Array([0x22, 0xff, 0x22])).code, 'malformed_json'));

  it('goes no deeper than 32 levels', () => {
    assert.equal(refusal(`${'['.repeat(32)}${']'.repeat(32)}`).code, 'accepted');
    assert.equal(refusal(`${'['.repeat(33)}${']'.repeat(33)}`).code, 'malformed_json');
    assert.equal(refusal('{"a":'.repeat(200_000)).code, 'malformed_json');
  });

  const inexact = [
    '1e400',
    '-1e400',
    '12345678901234567890',
    '9007199254740993',
    '0.1000000000000000055',
    '1e-400',
    '3.14159265358979323846',
    '1e999999999999',
  ];
  for (const number of inexact) {
    it(`refuses ${number}, which a double cannot carry, and says where it stands`, () =>
      assert.deepEqual(refusal(`{"a~/b":[0,{"c":${number}}]}`), {
        code: 'invalid_request',
        errors: [{ pointer: '#/a~0~1b/1/c', code: 'number_not_exact' }],
      }));
  }

  it('refuses a zero character and a lone surrogate, in values and in keys', () => {
    assert.deepEqual(refusal('{"a":"x\\u0000"}').errors, [{ pointer: '#/a', code: 'invalid' }]);
    assert.deepEqual(refusal('["\\ud83d"]').errors, [{ pointer: '#/0', code: 'invalid' }]);
    assert.deepEqual(refusal('{"a":{"\\udc00":1}}').errors, [{ pointer: '#/a', code: 'invalid' }]);
  });

  it('refuses __proto__ and pollutes nothing', () => {
    assert.deepEqual(refusal('{"a":{"__proto__":{"polluted":true}}}').errors, [
      { pointer: '#/a/__proto__', code: 'unknown_field' },
    ]);
    assert.deepEqual(refusal('{"\\u005f_proto__":1}').errors, [{ pointer: '#/__proto__', code: 'unknown_field' }]);
    parse('{"constructor":{"prototype":{"polluted":true}}}');
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  const long: Readonly<Record<string, (length: number) => string>> = {
    'zeros between two digits': (length) => `1${'0'.repeat(length)}1`,
    'zeros behind a point': (length) => `1.${'0'.repeat(length)}1`,
    'zeros before and behind': (length) => `0.${'0'.repeat(length / 2)}1${'0'.repeat(length / 2)}`,
    'zeros of an exponent': (length) => `1e${'0'.repeat(length)}1`,
    digits: (length) => `1${'23'.repeat(length / 2)}`,
    'many numbers': (length) => `[${'100,'.repeat(length / 4)}0]`,
    'a text': (length) => `"${'0'.repeat(length)}"`,
    escapes: (length) => `"${'\\u0041'.repeat(length / 6)}"`,
    'a text without an end': (length) => `"${'\\"'.repeat(length / 2)}`,
    spaces: (length) => `[${' '.repeat(length)}`,
    keys: (length) => `{${Array.from({ length: length / 10 }, (_, index) => `"k${index}":0`).join()}}`,
    'a key': (length) => `{"${'k'.repeat(length)}":1e400}`,
  };
  for (const [name, make] of Object.entries(long)) {
    it(`takes at most ten times as long for ten times as much of ${name}`, () => {
      const time = (length: number): number => {
        const bytes = new TextEncoder().encode(make(length));
        return taskTime(() => refusal(bytes));
      };
      const [one, ten] = [time(26_214), time(262_140)];
      assert.ok(ten < 60 * Math.max(one, 0.25), `${one.toFixed(2)} ms, then ${ten.toFixed(2)} ms`);
    });
  }

  it('reads at most 20,000 values', () => {
    assert.equal(refusal(`[${'0,'.repeat(19_998)}0]`).code, 'accepted');
    assert.equal(refusal(`[${'0,'.repeat(19_999)}0]`).code, 'malformed_json');
  });

  it('reads at most 2,000 keys in an object', () => {
    const object = (length: number) => `{${Array.from({ length }, (_, index) => `"k${index}":0`).join()}}`;
    assert.equal(refusal(object(2000)).code, 'accepted');
    assert.equal(refusal(object(2001)).code, 'malformed_json');
    assert.equal(refusal(`[${object(2000)},${object(2000)}]`).code, 'accepted');
  });

  it('knows short numbers without being exact about them, and no others', () => {
    for (const text of ['0.1', '123456789012345', '-0.00000000001', '9.007199254741'])
      assert.equal(refusal(text).code, 'accepted', text);
    for (const text of ['1e400', '-1e-400', '9007199254740993']) assert.equal(refusal(text).code, 'invalid_request', text);
  });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type * as z from 'zod/mini';
import { RegisterAuthorizationRequest } from '../../../src/contract/authorization.js';
import { SaveCredentialRequest } from '../../../src/contract/connection.js';
import { type Field, OptionsRequest, SaveConfigurationRequest } from '../../../src/contract/form.js';
import { validateForm } from '../../../src/contract/rules/validate-form.js';
import { fieldErrors } from '../../../src/server/http/field-errors.js';
import { parseStrictJson } from '../../../src/server/http/strict-json.js';
import { ProblemError } from '../../../src/server/platform/problem-error.js';
import { aField } from '../../support/factories.js';
import { assertShortTask } from '../../support/longest-task.js';

/** Of a server whose operator says nothing of it. */
const bodyLimit = 262_144;
const longestAnswer = 65_536;

/** As many of a part as go into a body. */
function full(open: string, part: (index: number) => string, close: string): string {
  const parts: string[] = [];
  let length = open.length + close.length;
  for (let index = 0; ; index++) {
    const next = part(index);
    length += Buffer.byteLength(next) + 1;
    if (length > bodyLimit) return `${open}${parts.join()}${close}`;
    parts.push(next);
  }
}
const text = (unit: string, open = '{"values":{"text":"', close = '"}}'): string =>
  `${open}${unit.repeat(Math.floor((bodyLimit - 100) / Buffer.byteLength(unit)))}${close}`;
const inList = (part: (index: number) => string): string => full('{"values":{"rows":[', part, ']}}');

const bodies: Readonly<Record<string, string>> = {
  zeros: inList(() => '0'),
  'short numbers': inList(() => '0.1'),
  'numbers with exponents': inList(() => '12345678901234567e3'),
  'one number': text('1', '{"values":{"text":', '}}'),
  'one number of zeros': text('0', '{"values":{"text":1', '1}}'),
  nothing: inList(() => 'null'),
  lists: inList(() => '[]'),
  'deep lists': inList(() => `${'['.repeat(28)}${']'.repeat(28)}`),
  objects: inList(() => '{"a":{}}'),
  'deep objects': inList(() => `${'{"a":'.repeat(25)}0${'}'.repeat(25)}`),
  'keys of a form': full('{"values":{', (index) => `"key${index}":0`, '}}'),
  'objects of many keys': inList((index) => `{${Array.from({ length: 1900 }, (_, key) => `"${index}k${key}":0`).join()}}`),
  'keys of a request': full('{', (index) => `"key${index}":0`, '}'),
  'a key': text('k', '{"values":{"', '":0}}'),
  'a key that is escaped': text('%\u00e9', '{"', '":0}'),
  'a key of what is wrong': text('k', '{"method":"api_key","values":{"', '":[]}}'),
  'typed values that are none': full('{"method":"api_key","values":{', (index) => `"key${index}":[]`, '}}'),
  'long keys around what is wrong': full(`{"method":"api_key","${'k'.repeat(100_000)}":[`, () => '"wrong"', ']}'),
  escapes: text('\\n'),
  'escapes between letters': text('x\\u0041'),
  'letters of two units': text('😀'),
  'a text for a pattern': text('a'),
  'addresses that are none': inList((index) => `{"email":"a@${'.'.repeat(index % 2 === 0 ? 9000 : 40)}@"}`),
  'rows of a group': inList(() => '{"text":"a@a@a","email":"x@x.x"}'),
  'rows with keys of their own': inList((index) => `{"key${index}":1}`),
  choices: full('{"values":{"many":[', (index) => `{"label":"","value":"${index}"}`, ']}}'),
  instants: inList(() => `{"when":"${'1'.repeat(9000)}"}`),
};

const fields: readonly Field[] = [
  aField({ key: 'text', type: 'text', maximumLength: bodyLimit, pattern: '(a+)+b' }),
  aField({
    key: 'many',
    type: 'multi_select',
    maximumLength: bodyLimit,
    options: Array.from({ length: 5000 }, (_, index) => ({ label: 'One', value: `of ${index}` })),
  }),
  aField({
    key: 'rows',
    type: 'group',
    maximumLength: bodyLimit,
    fields: [
      aField({ key: 'text', type: 'text', pattern: '([a-z]+@?)+' }),
      aField({ key: 'email', type: 'email' }),
      aField({ key: 'when', type: 'datetime' }),
    ],
  }),
];

const schemas: Readonly<Record<string, z.ZodMiniType>> = {
  SaveConfigurationRequest,
  OptionsRequest,
  SaveCredentialRequest,
  RegisterAuthorizationRequest,
};

/** What becomes of a body before anything is waited for, to the text of a refusal. */
function taken(bytes: Uint8Array, schema: z.ZodMiniType): string {
  try {
    const input = parseStrictJson(bytes);
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw new ProblemError('invalid_request', { errors: fieldErrors(parsed.error.issues, input) });
    if (schema !== SaveConfigurationRequest) return '';
    const errors = validateForm(fields, (parsed.data as SaveConfigurationRequest).values);
    if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
    return '';
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    return JSON.stringify(cause.toProblem('req_test'));
  }
}

function check(name: string, bytes: Uint8Array): void {
  for (const [schema, request] of Object.entries(schemas)) {
    const what = `${name} as ${schema}`;
    let answer = '';
    assertShortTask(what, () => {
      answer = taken(bytes, request);
    });
    assert.ok(answer.length <= longestAnswer, `${what}: an answer of ${answer.length} characters`);
  }
}

describe('a body as long as it may be', () => {
  for (const [name, body] of Object.entries(bodies)) {
    it(`is read and refused in one short task, and answered shortly: ${name}`, () => check(name, new TextEncoder().encode(body)));
  }

  const suite = new URL('../../../../shared/corpora/json-test-suite.json', import.meta.url);
  const missing = existsSync(suite) ? false : 'the public collection of JSON texts is not here';
  it('is so too where it repeats one of the public collection of JSON texts', { skip: missing }, () => {
    const files = JSON.parse(readFileSync(suite, 'utf8')) as Readonly<Record<string, string>>;
    for (const [name, base64] of Object.entries(files)) {
      const bytes = Buffer.from(base64, 'base64').subarray(0, bodyLimit);
      const times = Math.max(1, Math.floor((bodyLimit - 40) / (bytes.length + 1)));
      const repeated = Buffer.concat([
        Buffer.from('{"values":{"rows":['),
        ...Array<Buffer>(times).fill(Buffer.concat([bytes, Buffer.from(',')])),
      ]);
      for (const [how, body] of [
        ['alone', bytes],
        ['again and again', repeated],
      ] as const) {
        assertShortTask(`${name} ${how}`, () => taken(body, SaveConfigurationRequest));
      }
    }
  });
});

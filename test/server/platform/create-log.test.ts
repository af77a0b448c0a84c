import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, type LogOptions } from '../../../src/server/platform/create-log.js';

const capture = (options: Partial<LogOptions> = {}) => {
  const lines: string[] = [];
  return { lines, log: createLog({ level: 'debug', now: () => new Date(0), write: (line) => lines.push(line), ...options }) };
};

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJhY21lIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const jwe = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXZpdml2aXY.Y2lwaGVydGV4dA.dGFnZ2FnZ2Fn';

describe('the log', () => {
  it('writes a JSON line with the fields', () => {
    const { log, lines } = capture();
    log.info('Started', { port: 1, nested: { list: [1, null, new Date(0)] } });
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'Started',
      port: 1,
      nested: { list: [1, null, '1970-01-01T00:00:00.000Z'] },
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = capture({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).message),
      ['c', 'd'],
    );
  });

  it('redacts by key', () => {
    const { log, lines } = capture();
    log.info('x', {
      Authorization: 'plain-words',
      'set-cookie': 'plain-words',
      client_secret: 'plain-words',
      deep: { accessToken: { a: 'plain-words' }, code: 'plain-words', state: 'plain-words', verifier: 'plain-words' },
      values: { apiKey: 'plain-words' },
      password: 'plain-words',
      headers: new Headers({ 'x-api': 'plain-words' }),
      bytes: Buffer.from('plain-words'),
    });
    assert.ok(!lines[0]?.includes('plain-words'), lines[0]);
  });

  it('redacts by value, in messages, fields and errors with their causes', () => {
    const { log, lines } = capture({ secrets: ['the operator’s own secret', 'short'] });
    const secrets = [jwt, jwe, `Bearer ${'a'.repeat(20)}`, 'Basic dXNlcjpwYXNzd29yZA==', 'the operator’s own secret'];
    const addresses = ['https://p.example/cb?code=c0de&state=st4te#frag=fr4g', 'postgres://user:passw0rd@db.example/x'];
    const everything = [...secrets, ...addresses].join(' | ');
    const error = Object.assign(new Error(`outer ${everything}`, { cause: new Error(`inner ${everything}`) }), {
      code: '23505',
      detail: everything,
      query: everything,
    });
    log.error(everything, { text: everything, list: [everything], cause: error });
    const [line = ''] = lines;
    for (const secret of [...secrets, 'c0de', 'st4te', 'fr4g', 'passw0rd', 'dXNlcjpwYXNzd29yZA'])
      assert.ok(!line.includes(secret), `${secret} in ${line}`);
    assert.ok(line.includes('https://p.example/cb') && line.includes('db.example'), 'the rest stays');
    assert.equal(JSON.parse(line).cause.code, '23505');
    assert.ok(!line.includes('"detail"'));
  });

  it('lets nobody draw lines or colours of their own', () => {
    const { log, lines } = capture();
    log.info('a\nb\u001b[31m\u2028\u202e\u0085', { field: '\r\n{"level":"error"}' });
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0] ?? '', /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.equal(JSON.parse(lines[0] ?? '').message, 'a\nb\u001b[31m\u2028\u202e\u0085');
  });

  it('survives what cannot be written as JSON', () => {
    const { log, lines } = capture();
    const round: Record<string, unknown> = {
      big: 1n,
      not: Number.NaN,
      when: new Date(Number.NaN),
      run: () => 1,
      nothing: undefined,
    };
    round['self'] = round;
    log.info('x', { round });
    assert.equal(JSON.parse(lines[0] ?? '').round.big, '1');
  });
});

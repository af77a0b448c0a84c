import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretsOf } from '../../../src/server/options/option-secrets.js';
import { createLog, type LogOptions } from '../../../src/server/platform/create-log.js';
import { keepSecrets, rememberSecrets } from '../../../src/server/platform/known-secrets.js';
import { saidTo } from '../../../src/server/platform/plain-text.js';
import { assertShortTask } from '../../support/longest-task.js';

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

  it('takes a short task for a line, whatever somebody put into it', () => {
    const { log, lines } = capture({ secrets: ['the operator’s own secret', 'short'] });
    const length = 1_000_000;
    const many = (unit: string) => unit.repeat(length / unit.length);
    const texts = [
      'eyJ-',
      'eyJhb',
      'eyJabcde.',
      'bearer ',
      'basic\n',
      'a://',
      'https://',
      'https://x?',
      'x:',
      'a@',
      '?#',
      'password=',
      '"',
      'token: ',
    ]
      .map(many)
      .concat([
        `bearer${many(' ')}`,
        `https://${many('a')}`,
        `${many('a')}://x`,
        `-----BEGIN ${many('A ')}`,
        `eyJabcdefgh.${many('a.')}`,
      ]);
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, 'x'.repeat(50)]));
    const nested = (depth: number): unknown =>
      depth === 0 ? 'x'.repeat(5000) : Array.from({ length: 20 }, () => nested(depth - 1));
    const tree = nested(3);
    for (const text of texts) {
      const error = Object.assign(new Error(text, { cause: new Error(text) }), { name: text, code: text });
      assertShortTask(text.slice(0, 20), () => log.error(text, { text, list: [text, text], [text]: text, cause: error }));
    }
    assertShortTask('a wide object', () =>
      log.error('x', { wide, tree, error: new AggregateError(Array(5000).fill(new Error('x'.repeat(5000)))) }),
    );
    assert.ok(
      lines.every((line) => line.length < 120_000),
      `${Math.max(...lines.map((line) => line.length))}`,
    );
  });

  it('knows a secret by what was read, and by as much of it as tells it', () => {
    const { log, lines } = capture();
    rememberSecrets({ key: 'sk_live_0123456789abcdef0123', nested: ['{"private":"inside-a-json-text"}'] });
    log.info('a sk_live_0123456789abcdef0123 b', {
      cut: 'token sk_live_0123456789abcd…',
      atEnd: `${'x'.repeat(20)}sk_live_0`,
      inside: 'inside-a-json-text',
      sk_live_0123456789abcdef0123: 1,
    });
    assert.ok(!lines[0]?.includes('sk_live_0'), lines[0]);
    assert.ok(!lines[0]?.includes('inside-a-json'), lines[0]);
    assert.ok(lines[0]?.includes('a [redacted] b'), lines[0]);
  });

  it('lets nobody find out by what is missing whether they have guessed the secret of another tenant', () => {
    const [one, other] = ['one', 'other'].map((tenant) => ({ environment: 'LIVE', tenant }));
    assert.ok(one && other);
    rememberSecrets('a password of one tenant', one);
    assert.equal(saidTo(other, 'It is a password of one tenant.'), 'It is a password of one tenant.');
    assert.equal(saidTo(one, 'It is a password of one tenant.'), 'It is [redacted].');
    assert.equal(saidTo(one, 'It is a password of one'), 'It is a password of one');
  });

  it('knows the secrets of the configuration', () => {
    const url = 'postgres://hub:p%40ss%2Fw0rd-of-the-database@db.example:5432/hub?sslpassword=x&password=another-password-of-it';
    const secrets = secretsOf({
      publicUrl: 'https://hub.example',
      allowedOrigins: [],
      sessionKeys: [{ kid: 'k', algorithm: 'HS256', secret: 'the secret of the session key, so long' }],
      databaseUrl: url,
      vaultKeys: `k:${'a'.repeat(43)}=`,
      workspaceConnections: { own: { connector: 'none', method: 'custom_input', values: { deep: { of: ['workspace-value'] } } } },
    });
    keepSecrets(secrets);
    const { log, lines } = capture();
    const all = [
      url,
      'p@ss/w0rd-of-the-database',
      'p%40ss%2Fw0rd-of-the-database',
      'another-password-of-it',
      'workspace-value',
      'a'.repeat(43),
    ];
    log.error(all.join(' | '), { cause: new Error(`password authentication failed for ${all.join(' | ')}`) });
    for (const secret of all) assert.ok(!lines[0]?.includes(secret), `${secret} in ${lines[0]}`);
  });

  it('takes out short secrets where they stand by themselves', () => {
    const { log, lines } = capture({ secrets: ['tiger7'] });
    log.info('password tiger7, user=tiger7; tiger77');
    assert.ok(!/tiger7\b/.test(lines[0] ?? ''), lines[0]);
    assert.ok(lines[0]?.includes('tiger77'));
  });

  it('is written though a property throws', () => {
    const { log, lines } = capture();
    const get = () => {
      throw new Error('not readable');
    };
    log.info('x', {
      bad: Object.defineProperty({}, 'x', { get, enumerable: true }),
      error: Object.defineProperty(new Error('y'), 'message', { get }),
    });
    assert.equal(lines.length, 1);
  });
});

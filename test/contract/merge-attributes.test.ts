import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OAuthDefinition } from '../../src/contract/connector.js';
import type { JsonValue } from '../../src/contract/names.js';
import { mergeAttributes } from '../../src/contract/rules/merge-attributes.js';

const base: OAuthDefinition = {
  authorizationUrl: 'https://p.example/authorize',
  tokenUrl: 'https://p.example/token',
  clientId: 'hub',
  clientSecret: 'of the connector',
  params: { scope: 'read', prompt: 'consent' },
};

type Attributes = Readonly<Record<string, JsonValue>>;

const parse = (text: string): Attributes => JSON.parse(text) as Attributes;
const merge = (over: Attributes) => mergeAttributes(base, over);

/** Every key that may stand in a result of `base`, at any depth. */
const allowed = new Set([...Object.keys(base), 'tokenParams', 'clientAuthentication', 'scope', 'prompt', 'audience']);

const prototypeKeys = (): readonly PropertyKey[] => Reflect.ownKeys(Object.prototype);

function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  // Inherited ones too: a result that inherits from elsewhere would show it.
  const keys: string[] = [];
  for (const key in value) keys.push(key);
  return [...keys, ...Object.values(value).flatMap(keysIn)];
}

/** The payloads of the public advisories (lodash CVE-2018-16487, CVE-2019-10744, jQuery CVE-2019-11358, deepmerge, minimist …). */
const payloads: readonly string[] = [
  '{"__proto__":{"polluted":"yes"}}',
  '{"__proto__":{"clientSecret":"evil","polluted":"yes"}}',
  '{"constructor":{"prototype":{"polluted":"yes"}}}',
  '{"prototype":{"polluted":"yes"}}',
  '{"__proto__.polluted":"yes"}',
  '{"constructor.prototype.polluted":"yes"}',
  '{"__proto__[polluted]":"yes"}',
  '{"params":{"__proto__":{"polluted":"yes"}}}',
  '{"params":{"__proto__":"yes"}}',
  '{"params":{"constructor":{"prototype":{"polluted":"yes"}}}}',
  '{"params":{"constructor":"yes","prototype":"yes"}}',
  '{"tokenParams":{"__proto__":{"polluted":"yes"}}}',
  '{"tokenParams":{"constructor":{"prototype":{"polluted":"yes"}}}}',
  '{"params":[{"__proto__":{"polluted":"yes"}}]}',
  '{"params":["__proto__","polluted"]}',
  '{"tokenParams":[["__proto__",{"polluted":"yes"}]]}',
  '{"params":{"scope":{"__proto__":{"polluted":"yes"}}}}',
  '{"clientId":{"__proto__":{"polluted":"yes"},"toString":"x"}}',
  '{"clientSecret":["constructor","prototype"]}',
  '{"__proto__":null,"__proto__":{"polluted":"yes"}}',
  '{"params":{"scope":"a","__proto__":{"scope":"b"}},"params":{"__proto__":{"polluted":"yes"}}}',
  '{"clientId":"a","clientId":{"__proto__":{"polluted":"yes"}}}',
  '{"\\u005f\\u005fproto\\u005f\\u005f":{"polluted":"yes"}}',
  '{"__defineGetter__":"yes","__lookupSetter__":"yes","hasOwnProperty":"yes","valueOf":"yes"}',
  '{"authorizationUrl":"https://evil.example/","tokenUrl":"https://evil.example/","issuer":"evil"}',
];

/** The same numbers every time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const names = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'polluted', '', '0', 'length'],
  ...['params', 'tokenParams', 'clientId', 'clientSecret', 'clientAuthentication', 'scope', 'tokenUrl', 'pkce'],
];

/** JSON as text, as it arrives: an object literal would lose `__proto__` and doubled keys. */
function randomJson(random: () => number, depth = 0): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const list = (entry: () => string): string => Array.from({ length: Math.floor(random() * 5) }, entry).join(',');
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.4 && depth < 4) return `{${list(() => `${JSON.stringify(pick(names))}:${randomJson(random, depth + 1)}`)}}`;
  if (kind < 0.5 && depth < 4) return `[${list(() => randomJson(random, depth + 1))}]`;
  return pick(['"x"', '""', 'null', 'true', '7', '"basic"', '"__proto__"', '"read write"']);
}

function assertClean(over: Attributes, what: string): void {
  const before = prototypeKeys();
  const { oauth, problems } = merge(over);
  assert.deepEqual(prototypeKeys(), before, what);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined, what);
  assert.equal(Object.getPrototypeOf(oauth), Object.prototype, what);
  assert.equal(Object.getPrototypeOf(oauth.params), Object.prototype, what);
  const given = new Set(Object.keys({ ...(over['params'] as object), ...(over['tokenParams'] as object) }));
  for (const key of keysIn(oauth)) {
    assert.ok(!['__proto__', 'constructor', 'prototype'].includes(key), `${what}: ${key}`);
    assert.ok(allowed.has(key) || given.has(key), `${what}: ${key}`);
  }
  for (const key of Object.keys(base)) {
    const value = oauth[key as keyof OAuthDefinition];
    assert.ok(typeof value === typeof base[key as keyof OAuthDefinition], `${what}: ${key} is ${JSON.stringify(value)}`);
  }
  assert.deepEqual([oauth.authorizationUrl, oauth.tokenUrl], [base.authorizationUrl, base.tokenUrl], what);
  for (const { pointer } of problems) assert.match(pointer, /^\//, what);
}

describe('attributes merged over a definition', () => {
  it('go deep, by key, and leave what they do not name', () => {
    const { oauth, problems } = merge({
      clientId: 'theirs',
      clientAuthentication: 'basic',
      params: { scope: 'read write', audience: 'api' },
      tokenParams: { audience: 'api' },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(oauth, {
      ...base,
      clientId: 'theirs',
      clientAuthentication: 'basic',
      params: { scope: 'read write', prompt: 'consent', audience: 'api' },
      tokenParams: { audience: 'api' },
    });
    assert.equal(base.params?.['scope'], 'read');
  });

  it('that are empty or null override nothing', () => {
    for (const nothing of ['', null]) {
      const over = {
        clientId: nothing,
        clientSecret: nothing,
        clientAuthentication: nothing,
        params: nothing,
        tokenParams: nothing,
      };
      assert.deepEqual(merge(over), { oauth: base, problems: [] });
      assert.deepEqual(merge({ params: { scope: nothing, prompt: nothing } }), { oauth: base, problems: [] });
    }
    assert.deepEqual(merge({}), { oauth: base, problems: [] });
  });

  const refused: Readonly<Record<string, readonly [Attributes, string, string]>> = {
    'an address': [{ tokenUrl: 'https://evil.example/token' }, '/tokenUrl', 'unknown_field'],
    'what is not known': [{ 'a/b~c': 'x' }, '/a~1b~0c', 'unknown_field'],
    'a forbidden name': [parse('{"__proto__":{}}'), '/__proto__', 'unknown_field'],
    'a forbidden name further down': [parse('{"params":{"constructor":"x"}}'), '/params/constructor', 'unknown_field'],
    'a value of another kind': [{ clientId: 7 }, '/clientId', 'invalid'],
    'a secret as it is read': [{ clientSecret: { $secret: 'set' } }, '/clientSecret', 'invalid'],
    'a list of parameters': [{ params: ['scope'] }, '/params', 'invalid'],
    'a parameter that is no text': [{ params: { scope: ['read'] } }, '/params/scope', 'invalid'],
    'a way to authenticate that there is not': [{ clientAuthentication: 'magic' }, '/clientAuthentication', 'invalid'],
  };
  for (const [name, [over, pointer, code]] of Object.entries(refused)) {
    it(`are refused with a pointer: ${name}`, () => {
      assert.deepEqual(merge(over), { oauth: base, problems: [{ pointer, code }] });
    });
  }

  for (const payload of payloads) {
    it(`pollute nothing: ${payload}`, () => {
      const over = parse(payload);
      assertClean(over, payload);
      assert.ok(merge(over).problems.length > 0);
    });
  }

  it('pollute nothing, whatever JSON arrives', () => {
    const random = randomNumbers(20_260_101);
    for (let turn = 0; turn < 20_000; turn++) {
      const text = randomJson(random);
      assertClean(parse(text), text);
    }
  });

  it('take nothing from an Object.prototype that somebody polluted', () => {
    const planted = { params: { evil: 'yes' }, tokenParams: { evil: 'yes' }, clientSecret: 'evil', evil: 'yes' };
    const { params: _params, clientSecret: _secret, ...bare } = base;
    for (const [key, value] of Object.entries(planted)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true, enumerable: true });
    }
    let merged: OAuthDefinition;
    try {
      merged = mergeAttributes(
        bare,
        parse('{"params":{"scope":"read"},"tokenParams":{"audience":"api"},"clientId":"theirs"}'),
      ).oauth;
    } finally {
      for (const key of Object.keys(planted)) Reflect.deleteProperty(Object.prototype, key);
    }
    assert.deepEqual(merged, { ...bare, clientId: 'theirs', params: { scope: 'read' }, tokenParams: { audience: 'api' } });
  });
});

import { longestName } from '../../../contract/patterns.js';
import { isItSet, isPromise, kindOf, nearest } from '../value-words.js';
import { algorithms, families, LONGEST_LIFE, SHORTEST_SECRET } from './keys.js';

/*
 * What is wrong with a call that signs, in words: where, what kind of value is there, and the way out. Never the value: of all that
 * somebody may pass by mistake, a secret is the likeliest.
 */

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const unset = (value: unknown): string => (value === undefined ? `: ${isItSet}` : '');
const is = (name: string, value: unknown): string => `${name} is ${kindOf(value)}${isPromise(value) ? ' (await it)' : ''}`;

function textWords(name: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint')
    return `${is(name, value)}: a text is expected. Write ${name}: String(…)`;
  if (value === null) return `${name} is null: leave it out where there is none`;
  if (typeof value !== 'string') return `${is(name, value)}: a text is expected`;
  if (value.length > longestName) return `${name} has ${value.length} characters: at most ${longestName} are stored`;
  return `${name} holds characters that cannot be stored: leave control characters out`;
}

function tenantWords(value: unknown): string {
  if (value === undefined || value === null || value === '')
    return `${is('tenant', value)}: say whose session it is, from your own session, such as tenant: 'acme'`;
  return textWords('tenant', value);
}

const listed: Readonly<Record<string, readonly [example: string, member: string]>> = {
  env: ["['LIVE']", 'is no environment: write capitals, such as "LIVE"'],
  widgets: ["['drive']", 'is no key of a widget: write it as defineWidget has it, such as "drive"'],
};

const chosen: Readonly<Record<string, string>> = { access: 'use | view', role: 'viewer | editor | deployer' };

/** @param fault the path of a claim that is not as it must be, such as `tenant` or `env.0` */
export function claimWords(fault: string, claims: Readonly<Record<string, unknown>>): string {
  const [name = '', index] = fault.split('.');
  const value = claims[name];
  const [example, member] = listed[name] ?? [];
  if (index !== undefined) return `${name}[${index}] ${member}`;
  if (example !== undefined) return `${is(name, value)}: a list is expected. Write ${name}: ${example}`;
  if (name === 'preview') return `${is(name, value)}: true or false is expected`;
  if (name === 'tenant') return tenantWords(value);
  const words = chosen[name];
  return words === undefined ? textWords(name, value) : `${is(name, value)}, and none of ${words}`;
}

/** Claims that there are not: all of them, then those that were meant. */
export function unknownWords(names: readonly string[], known: readonly string[]): string {
  const meant = names.flatMap((name) => {
    const near = nearest(name, known);
    return near === undefined ? [] : [`for ${name}, did you mean ${near}?`];
  });
  return `${names.join(', ')} (${meant.length === 0 ? `there are ${known.join(', ')}` : meant.join(' ')})`;
}

function secretFaults(secret: unknown): string[] {
  if (secret === undefined || secret === '')
    return [`key.secret is ${kindOf(secret)}: ${isItSet} It needs at least ${SHORTEST_SECRET} bytes: openssl rand -hex 32`];
  if (typeof secret !== 'string') return [`${is('key.secret', secret)}: a text of at least ${SHORTEST_SECRET} bytes is expected`];
  if (secret.includes('-----BEGIN'))
    return ["key.secret is a PEM: with a private key, say algorithm: 'EdDSA', 'ES256' or 'RS256', and privateKey"];
  const bytes = Buffer.byteLength(secret);
  if (bytes >= SHORTEST_SECRET) return [];
  return [`key.secret has ${bytes} bytes, and must have at least ${SHORTEST_SECRET} bytes: make one with openssl rand -hex 32`];
}

function privateFaults(privateKey: unknown, algorithm: string): string[] {
  const asJwk = "In Node: createPrivateKey(pem).export({ format: 'jwk' })";
  if (typeof privateKey !== 'object' || privateKey === null) {
    const what = String(privateKey).includes('-----BEGIN') ? 'a PEM' : kindOf(privateKey);
    return [`key.privateKey is ${what}, and a JWK is expected (an object with kty)${unset(privateKey) || '.'} ${asJwk}`];
  }
  const { kty, d } = privateKey as JsonWebKey;
  if (kty === undefined) return [`${is('key.privateKey', privateKey)} without kty, and a JWK is expected. ${asJwk}`];
  if (kty !== families[algorithm])
    return [`key.privateKey is of another kind than ${algorithm}, whose kty is ${families[algorithm]}`];
  return d === undefined
    ? ['key.privateKey has no private part (d): sign with the private half, and give the server the public one']
    : [];
}

/** JavaScript may give anything: a server finds the key by its name, and takes the algorithm from it. */
export function keyWords(key: unknown): string[] {
  const example = "write key: { kid: 'k1', algorithm: 'HS256', secret: process.env.INTEGRATION_HUB_SECRET }";
  if (typeof key !== 'object' || key === null || isPromise(key)) return [`${is('key', key)}: ${example}`];
  const { kid, algorithm, secret, privateKey } = key as Readonly<Record<string, unknown>>;
  const isKnown = isText(algorithm) && algorithms.includes(algorithm);
  return [
    ...(isText(kid) ? [] : [`${is('key.kid', kid)}: the name is expected that the server knows the key by, such as 'k1'`]),
    ...(isKnown ? [] : [`${is('key.algorithm', algorithm)}, and none of ${algorithms.join(' | ')}`]),
    ...(isKnown ? (algorithm === 'HS256' ? secretFaults(secret) : privateFaults(privateKey, algorithm)) : []),
  ];
}

export function addressWords(publicUrl: unknown): string[] {
  const expected = "the server's address is expected, as its own publicUrl, such as https://integrations.example.com";
  if (!isText(publicUrl)) return [`${is('publicUrl', publicUrl)}${unset(publicUrl)} ${expected}`];
  if (!/^[\w+.-]+:\/\//.test(publicUrl)) return [`publicUrl has no scheme: ${expected}`];
  const isAddress = URL.canParse(publicUrl) && /^https?:$/.test(new URL(publicUrl).protocol);
  return isAddress ? [] : [`publicUrl is no address: ${expected}`];
}

export function lifeWords(expiresIn: unknown): string[] {
  if (typeof expiresIn === 'number' && expiresIn > 0 && expiresIn <= LONGEST_LIFE) return [];
  const found = typeof expiresIn === 'number' && !Number.isNaN(expiresIn) ? 'is out of range' : `is ${kindOf(expiresIn)}`;
  return [`expiresIn ${found}: a token lives a number of seconds up to ${LONGEST_LIFE}. Write expiresIn: 900`];
}

import { environmentPattern } from '../../contract/patterns.js';
import { isLoopback } from '../../contract/rules/safe-url.js';
import { algorithms, SHORTEST_SECRET } from '../platform/tokens/keys.js';
import type { SigningKey } from '../platform/tokens/token-key.js';
import { isItSet, isPromise, kindOf, meantOf } from '../platform/value-words.js';
import { createVault, parseKeys, VaultError } from '../platform/vault/vault.js';
import { environmentTable } from './option-variables.js';
import type { ServerOptions } from './options.js';

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && (isLoopback(hostname) || hostname.endsWith('.localhost')));

/** Never the value: options hold secrets. */
const expectations = {
  text: { words: 'a text', isIt: (value: unknown): boolean => typeof value === 'string' },
  texts: {
    words: 'a list of texts',
    isIt: (value: unknown): boolean => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  },
  keys: { words: 'a list of keys', isIt: Array.isArray },
  number: { words: 'a whole number', isIt: (value: unknown): boolean => Number.isSafeInteger(value) },
  level: { words: 'one of debug | info | warn | error', isIt: (value: unknown): boolean => levels.includes(value as string) },
  clock: { words: 'a function that answers a Date', isIt: (value: unknown): boolean => typeof value === 'function' },
  log: {
    words: 'an object with debug, info, warn and error',
    isIt: (value: unknown): boolean => levels.every((level) => typeof Object(value)[level] === 'function'),
  },
  /** Looked at with what it holds, by the catalogue. */
  definitions: { words: '', isIt: (): boolean => true },
} as const;

const levels: readonly string[] = ['debug', 'info', 'warn', 'error'];

interface Kind {
  readonly kind: keyof typeof expectations;
  /** Written rightly. */
  readonly example?: string;
}

const origins: Kind = { kind: 'texts', example: "['https://app.example.com']" };
const keys: Kind = { kind: 'keys', example: "[{ kid: 'k1', algorithm: 'HS256', secret: process.env.INTEGRATION_HUB_SECRET }]" };
const definitions: Kind = { kind: 'definitions' };

const kinds: Readonly<Record<keyof ServerOptions, Kind>> = {
  publicUrl: { kind: 'text', example: "'https://integrations.example.com'" },
  applicationName: { kind: 'text', example: "'Example'" },
  allowedOrigins: origins,
  returnUrls: { kind: 'texts', example: "['https://app.example.com/integrations']" },
  embedOrigins: origins,
  databaseUrl: { kind: 'text', example: "'postgres://…'" },
  directDatabaseUrl: { kind: 'text', example: "'postgres://…'" },
  dataDirectory: { kind: 'text', example: "'.data'" },
  sessionKeys: keys,
  adminKeys: keys,
  vaultKeys: { kind: 'text', example: "'k1:…', of 32 bytes in base64" },
  lostVaultKeys: { kind: 'texts', example: "['k1']" },
  deployOnStart: { kind: 'texts', example: "['LIVE']" },
  allowPrivateHosts: { kind: 'texts', example: "['localhost:9000']" },
  rateLimit: { kind: 'number', example: '600, without quotes' },
  bodyLimit: { kind: 'number', example: '262144, without quotes' },
  trustedProxies: { kind: 'number', example: '1, without quotes' },
  credentialCheck: { kind: 'number', example: '24, without quotes' },
  log: { kind: 'log', example: 'console' },
  logLevel: { kind: 'level', example: "'info'" },
  now: { kind: 'clock', example: '() => new Date()' },
  connectors: definitions,
  flows: definitions,
  configurationFlows: definitions,
  widgets: definitions,
  workspaceConnections: definitions,
};

/** With the variable that may have said it. */
function named(option: string): string {
  const variable = environmentTable.find((row) => row.option === option)?.name;
  return variable === undefined ? option : `${option} (${variable})`;
}

const required: readonly string[] = ['publicUrl', 'sessionKeys'] satisfies (keyof ServerOptions)[];

/** Whether there is something where it is expected, and of its kind. */
function kindFault(option: keyof ServerOptions, value: unknown): string[] {
  const { kind, example } = kinds[option];
  if (value === undefined && !required.includes(option)) return [];
  const { words, isIt } = expectations[kind];
  if (isIt(value)) return [];
  const odd = kind === 'texts' && Array.isArray(value) ? value.find((entry) => typeof entry !== 'string') : undefined;
  const isOdd = kind === 'texts' && Array.isArray(value);
  const found = value === undefined ? 'nothing is there' : `there is ${isOdd ? `${kindOf(odd)} among them` : kindOf(value)}`;
  return [`${named(option)}: ${words} is expected, ${found}: write ${option}: ${example}`];
}

const isOption = (name: string): name is keyof ServerOptions => Object.hasOwn(kinds, name);

const unknownFault = (name: string): string =>
  `${name}: there is no option ${JSON.stringify(name)}${meantOf(name, Object.keys(kinds), (names) => `there are ${names}`)}`;

function publicUrlFaults(publicUrl: string): string[] {
  const option = named('publicUrl');
  const bare = publicUrl.trim().replace(/^\/+/, '');
  if (!/^\w+:\/\//.test(publicUrl) || !URL.canParse(publicUrl))
    return [
      `${option}: ${shownUrl(publicUrl)} is not the address under which browsers reach this server: write it with its scheme, such as "https://${/^[\w.-]+(?::\d+)?$/.test(bare) ? bare : 'integrations.example.com'}"`,
    ];
  const url = new URL(publicUrl);
  if (url.search !== '' || url.hash !== '' || url.username !== '')
    return [`${option} has a query, a fragment or a user name: leave them out`];
  return isSafe(url)
    ? []
    : [
        `${option} must be https, but for localhost: sign-in cookies and tokens would travel in the open. Write "https://${url.host}"`,
      ];
}

/** An address as it was written, unless it may hold a password. */
const shownUrl = (url: string): string =>
  url === '' || url.includes('@') || url.length > 200 ? kindOf(url) : JSON.stringify(url);

/** The origin that somebody meant. */
function originIn(text: string): string {
  const withScheme = /^\w+:\/\//.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  return url === undefined || url.hostname === '' || url.hostname.includes('*') ? 'https://app.example.com' : safely(url).origin;
}

function safely(url: URL): URL {
  const safe = new URL(url);
  if (!isSafe(url)) safe.protocol = 'https:';
  return safe;
}

const originFaults = (name: string, given: readonly string[]): string[] =>
  given
    .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin || !isSafe(new URL(origin)))
    .map(
      (origin) =>
        `${named(name)}: ${shownUrl(origin)} is not an exact https origin (http on localhost), without a path or a star: write "${originIn(origin)}"`,
    );

const returnUrlFaults = (urls: readonly string[]): string[] =>
  urls
    .filter((url) => !URL.canParse(url) || !isSafe(new URL(url)))
    .map(
      (url) =>
        `${named('returnUrls')}: ${shownUrl(url)} is not an https URL (http on localhost): write it whole, such as "https://app.example.com/integrations"`,
    );

const hostFaults = (hosts: readonly string[]): string[] =>
  hosts
    .filter((host) => !/^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host))
    .map((host) => {
      const url = /^https?:\/\//.test(host) && URL.canParse(host) ? new URL(host) : undefined;
      return `${named('allowPrivateHosts')}: ${shownUrl(host)} is no host: write name or name:port, such as "${url?.host ?? 'localhost:9000'}"`;
    });

/** Of a key that verifies. Its secret is never said, only how long it is. */
function keyFault(place: string, key: unknown): string[] {
  if (typeof key !== 'object' || key === null) {
    return [`${place}: a key is expected, there is ${kindOf(key)}: write { kid: 'k1', algorithm: 'HS256', secret }`];
  }
  const { kid, algorithm, secret, publicKey } = key as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || kid === '')
    return [`${place}: every key needs a kid, the name that tokens are signed with: there is ${kindOf(kid)}. Write kid: 'k1'`];
  const which = `${place} (kid ${JSON.stringify(kid.slice(0, 64))})`;
  if (typeof algorithm !== 'string' || !algorithms.includes(algorithm))
    return [`${which}: the algorithm is one of ${algorithms.join(' | ')}, there is ${kindOf(algorithm)}`];
  if (algorithm === 'HS256') {
    if (typeof secret !== 'string') {
      return [
        `${which}: the secret is a text, there is ${kindOf(secret)}${secret === undefined ? `: ${isItSet}` : ''}. Make one with: openssl rand -hex 32`,
      ];
    }
    const bytes = Buffer.byteLength(secret);
    return bytes < SHORTEST_SECRET
      ? [`${which}: the secret needs at least ${SHORTEST_SECRET} bytes, and has ${bytes}. Make one with: openssl rand -hex 32`]
      : [];
  }
  if (typeof publicKey === 'object' && publicKey !== null && 'kty' in publicKey) return [];
  const isPem = typeof publicKey === 'string' && publicKey.includes('-----BEGIN');
  return [
    `${which}: publicKey is a JWK (an object with kty), there is ${isPem ? 'a PEM' : kindOf(publicKey)}. In Node: createPublicKey(pem).export({ format: 'jwk' })`,
  ];
}

const keyFaults = (name: string, given: readonly SigningKey[]): string[] =>
  given.flatMap((key, index) => keyFault(`${named(name)}[${index}]`, key));

const least = (name: string): number => (name === 'trustedProxies' || name === 'credentialCheck' ? 0 : 1);

const numberFaults = (options: Partial<ServerOptions>): string[] =>
  (['rateLimit', 'bodyLimit', 'trustedProxies', 'credentialCheck'] as const)
    .filter((name) => (options[name] ?? 1) < least(name))
    .map((name) => `${named(name)} must be a whole number from ${least(name)}`);

/** Of the address of a database. It holds a password, and is not said. */
function databaseUrlFaults(name: 'databaseUrl' | 'directDatabaseUrl', url: string | undefined): string[] {
  if (url === undefined) return [];
  const way = 'write postgres://user:password@host:5432/database';
  const [, scheme] = /^([a-z][\w+.-]*):/i.exec(url.trim()) ?? [];
  // As node-postgres takes it: a folder of sockets, and no host before its path.
  if (/^(?:socket:)?\//.test(url)) return [];
  if (url.trim() === '') return [`${named(name)}: an empty text is no address of a database: ${way}`];
  if (scheme === undefined || /^[\w.-]+:\d+(?:\/|$)/.test(url))
    return [`${named(name)}: the address of a database begins with its scheme: ${way}`];
  if (!/^postgres(?:ql)?$/i.test(scheme))
    return [
      `${named(name)}: ${scheme}:// is not a database that is worked with, which is PostgreSQL: ${way}, or leave it out for the embedded one`,
    ];
  return isReadable(url.replace('@/', '@localhost/'))
    ? []
    : [
        `${named(name)}: the address cannot be read. What is no letter or digit in the user or the password is written as in a URL (encodeURIComponent): ${way}`,
      ];
}

function isReadable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return ![username, password].some((part) => /%(?![0-9a-f]{2})/i.test(part));
}

function databaseFaults({ databaseUrl, directDatabaseUrl, vaultKeys }: Partial<ServerOptions>): string[] {
  const faults = [...databaseUrlFaults('databaseUrl', databaseUrl), ...databaseUrlFaults('directDatabaseUrl', directDatabaseUrl)];
  if (databaseUrl === undefined) {
    return directDatabaseUrl === undefined
      ? faults
      : [
          ...faults,
          `${named('directDatabaseUrl')} without ${named('databaseUrl')}: it is the same database past a pooler. Give both`,
        ];
  }
  return vaultKeys === undefined
    ? [
        ...faults,
        `${named('vaultKeys')} is missing: on PostgreSQL the keys that seal credentials are yours to keep. Make one: echo "k1:$(openssl rand -base64 32)"`,
      ]
    : faults;
}

function vaultKeysFault(keys: string | undefined): string[] {
  if (keys === undefined) return [];
  try {
    createVault({ keys: parseKeys(keys) });
    return [];
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    return [`${named('vaultKeys')}: ${cause.message}. Make one: echo "k1:$(openssl rand -base64 32)"`];
  }
}

/** Everything that is wrong with the options of a server, each with its option, its variable and the way out. */
export function faultsOf(options: object): string[] {
  if (isPromise(options)) return ['The options are a promise: await it'];
  const names = Object.keys(options);
  const wrong = Object.keys(kinds)
    .filter(isOption)
    .map((name) => [name, kindFault(name, Reflect.get(options, name))] as const);
  // What is not of its kind was named: the rest is looked at closer.
  const sound: Partial<ServerOptions> = Object.fromEntries(
    wrong.flatMap(([name, faults]) => (faults.length === 0 ? [[name, Reflect.get(options, name)]] : [])),
  );
  return [
    ...names.filter((name) => !isOption(name)).map(unknownFault),
    ...wrong.flatMap(([, faults]) => faults),
    ...(sound.publicUrl === undefined ? [] : publicUrlFaults(sound.publicUrl)),
    ...originFaults('allowedOrigins', sound.allowedOrigins ?? []),
    ...originFaults('embedOrigins', sound.embedOrigins ?? []),
    ...returnUrlFaults(sound.returnUrls ?? []),
    ...hostFaults(sound.allowPrivateHosts ?? []),
    ...(sound.sessionKeys?.length === 0
      ? [
          `${named('sessionKeys')} is empty: no session could be verified. Write k1:secret, with a secret of: openssl rand -hex 32`,
        ]
      : []),
    ...keyFaults('sessionKeys', sound.sessionKeys ?? []),
    ...keyFaults('adminKeys', sound.adminKeys ?? []),
    ...databaseFaults(sound),
    ...vaultKeysFault(sound.vaultKeys),
    ...(sound.deployOnStart ?? [])
      .filter((environment) => environment === 'DRAFT' || !environmentPattern.test(environment))
      .map(
        (environment) =>
          `${named('deployOnStart')}: ${JSON.stringify(environment.slice(0, 60))} is not an environment to deploy to, such as "LIVE" (capitals; DRAFT needs no deployment)`,
      ),
    ...numberFaults(sound),
  ];
}

import type { SigningKey } from '../platform/tokens/token-key.js';
import { nearest } from '../platform/value-words.js';
import type { ServerOptions } from './options.js';

export interface EnvironmentVariable {
  readonly name: string;
  readonly option: keyof ServerOptions;
  /** As the README says it. */
  readonly default: string;
  readonly meaning: string;
}

interface Variable extends EnvironmentVariable {
  readonly read: (text: string) => unknown;
}

const text = (value: string): string => value;
const list = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function wholeNumber(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new TypeError('must be a whole number');
  return Number(value);
}

function logLevel(value: string): NonNullable<ServerOptions['logLevel']> {
  if (value === 'debug' || value === 'info' || value === 'warn' || value === 'error') return value;
  throw new TypeError('must be debug, info, warn or error');
}

/** `kid:secret,kid:secret` for HS256, or a JSON array for public keys. */
function signingKeys(value: string): SigningKey[] {
  if (value.trimStart().startsWith('[')) return parseKeys(value);
  return list(value).map((entry) => {
    const colon = entry.indexOf(':');
    if (colon < 1) throw new TypeError('must be kid:secret, or a JSON array of keys');
    return { kid: entry.slice(0, colon), algorithm: 'HS256', secret: entry.slice(colon + 1) };
  });
}

function parseKeys(value: string): SigningKey[] {
  try {
    return JSON.parse(value) as SigningKey[];
  } catch {
    // The cause would quote a part of the secret.
    throw new TypeError('is not a JSON array of keys');
  }
}

const variables: readonly Variable[] = [
  {
    name: 'INTEGRATION_HUB_PUBLIC_URL',
    option: 'publicUrl',
    default: '`http://localhost:8787` with `serve`',
    meaning: 'Where browsers reach the server; https, but for localhost. Redirect URIs and the tokens’ audience come from it',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_ALLOWED_ORIGINS',
    option: 'allowedOrigins',
    default: 'none',
    meaning: 'Exact origins of the pages that embed the hub, separated by commas. Never one on which tenants publish scripts',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_SESSION_KEYS',
    option: 'sessionKeys',
    default: 'required; `serve` makes some for localhost',
    meaning:
      'Keys of session tokens: `kid:secret`, separated by commas (HS256, 32 bytes or more), or a JSON array with `publicKey`s',
    read: signingKeys,
  },
  {
    name: 'INTEGRATION_HUB_ADMIN_KEYS',
    option: 'adminKeys',
    default: 'none; `serve` makes some for localhost',
    meaning: 'Keys of admin tokens, written in the same way',
    read: signingKeys,
  },
  {
    name: 'DATABASE_URL',
    option: 'databaseUrl',
    default: 'the embedded database',
    meaning: '`postgres://…`',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_DIRECT_DATABASE_URL',
    option: 'directDatabaseUrl',
    default: 'none: `DATABASE_URL` is direct',
    meaning: 'The same database past PgBouncer in transaction mode and its like, for locks and live updates',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_DATA',
    option: 'dataDirectory',
    default: '`.data`',
    meaning: 'Where the embedded database lies',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_VAULT_KEYS',
    option: 'vaultKeys',
    default: 'made beside the embedded database; required on PostgreSQL',
    meaning: 'Keys that seal credentials: `id:base64` of 32 bytes, separated by commas. The first seals, all of them open',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_LOST_VAULT_KEYS',
    option: 'lostVaultKeys',
    default: 'none',
    meaning: 'Names of keys of which there is no copy left, separated by commas: what they sealed is signed in to again',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_APPLICATION_NAME',
    option: 'applicationName',
    default: 'the host of the page',
    meaning: 'What the sign-in window calls your application',
    read: text,
  },
  {
    name: 'INTEGRATION_HUB_RETURN_URLS',
    option: 'returnUrls',
    default: 'none',
    meaning: 'Exact URLs that a sign-in without an opener may return to, separated by commas',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_EMBED_ORIGINS',
    option: 'embedOrigins',
    default: 'none: there is no such page',
    meaning: 'Exact origins of the pages that may show the hub in a frame (`/embed`), separated by commas',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_DEPLOY_ON_START',
    option: 'deployOnStart',
    default: 'none',
    meaning: 'Environments to which the widgets from code are deployed at every start, such as `LIVE`',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS',
    option: 'allowPrivateHosts',
    default: 'none',
    meaning: 'Hosts (`name` or `name:port`) that connectors may reach although their address is private or plain http',
    read: list,
  },
  {
    name: 'INTEGRATION_HUB_RATE_LIMIT',
    option: 'rateLimit',
    default: '600',
    meaning: 'Requests a minute, per tenant and per address; opening a stream, and a hub that has not changed, count a tenth',
    read: wholeNumber,
  },
  {
    name: 'INTEGRATION_HUB_BODY_LIMIT',
    option: 'bodyLimit',
    default: '262144',
    meaning: 'Bytes of a request body',
    read: wholeNumber,
  },
  {
    name: 'INTEGRATION_HUB_TRUSTED_PROXIES',
    option: 'trustedProxies',
    default: '0',
    meaning: 'Proxies in front of the server whose `X-Forwarded-For` is believed',
    read: wholeNumber,
  },
  {
    name: 'INTEGRATION_HUB_CREDENTIAL_CHECK',
    option: 'credentialCheck',
    default: '24',
    meaning: 'Hours after which a credential that nobody used is looked at, so that one that died is found; 0: never',
    read: wholeNumber,
  },
  {
    name: 'INTEGRATION_HUB_LOG_LEVEL',
    option: 'logLevel',
    default: '`info`',
    meaning: '`debug`, `info`, `warn` or `error`',
    read: logLevel,
  },
];

/** Every option that has an environment variable. The README's table is made from it. */
export const environmentTable: readonly EnvironmentVariable[] = variables.map(({ read: _read, ...row }) => row);

/** Of the host's own backend, which signs with it, and of the command line. */
const others = ['INTEGRATION_HUB_SECRET', 'INTEGRATION_HUB_HOST'];

const prefix = /^INTEGRATION_?HUB_?/i;

/** Variables that look like ours and that nothing reads. Their values are not looked at. */
export function unreadVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const names = variables.map(({ name }) => name);
  const bare = names.map((name) => name.replace(prefix, ''));
  return Object.keys(environment)
    .filter((name) => prefix.test(name) && !names.includes(name) && !others.includes(name))
    .map((name) => {
      const near = nearest(name.replace(prefix, ''), bare);
      const meant = names.find((known) => known.replace(prefix, '') === near);
      return `Nothing reads the variable ${name}: ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`}`;
    });
}

/**
 * Options that are set in the environment. What is not set, or empty, is absent.
 *
 * @throws {TypeError} naming the variable that cannot be read, never its value
 */
export function optionsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Partial<ServerOptions> {
  const options: Record<string, unknown> = {};
  for (const { name, option, read } of variables) {
    const value = environment[name];
    if (value === undefined || value === '') continue;
    try {
      options[option] = read(value);
    } catch (cause) {
      throw new TypeError(`${name} ${cause instanceof TypeError ? cause.message : 'cannot be read'}`);
    }
  }
  return options;
}

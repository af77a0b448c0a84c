import { isLoopback } from '../../contract/rules/safe-url.js';
import { CodedError } from '../platform/coded-error.js';
import { createLog } from '../platform/create-log.js';
import { keepSecrets } from '../platform/known-secrets.js';
import type { SigningKey } from '../platform/tokens/token-key.js';
import { secretsOf } from './option-secrets.js';
import type { ResolvedOptions, ServerOptions } from './options.js';

/** Options with which the server would not keep its promises: every fault, each with the way out. */
export class ServerOptionsError extends CodedError<'options_invalid'> {
  override readonly name = 'ServerOptionsError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('options_invalid', `The server cannot start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && (isLoopback(hostname) || hostname.endsWith('.localhost')));

function publicUrlFaults(publicUrl: unknown): string[] {
  if (typeof publicUrl !== 'string' || !URL.canParse(publicUrl))
    return ['publicUrl must be the address under which browsers reach this server'];
  const url = new URL(publicUrl);
  if (url.search !== '' || url.hash !== '' || url.username !== '')
    return ['publicUrl has a query, a fragment or a user name: leave them out'];
  return isSafe(url) ? [] : ['publicUrl must be https, but for localhost: sign-in cookies and tokens would travel in the open'];
}

const originFaults = (name: string, origins: readonly string[]): string[] =>
  origins
    .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin || !isSafe(new URL(origin)))
    .map(
      (origin) =>
        `${name}: ${JSON.stringify(origin)} is not an exact https origin such as "https://app.example.com" (http on localhost)`,
    );

const returnUrlFaults = (urls: readonly string[]): string[] =>
  urls
    .filter((url) => !URL.canParse(url) || !isSafe(new URL(url)))
    .map((url) => `returnUrls: ${JSON.stringify(url)} is not an https URL (http on localhost)`);

function keyFaults(name: string, keys: readonly SigningKey[]): string[] {
  return keys.flatMap((key) => {
    if (typeof key.kid !== 'string' || key.kid === '') return [`${name}: every key needs a kid`];
    if (key.algorithm !== 'HS256') return [];
    return Buffer.byteLength(key.secret ?? '') < 32
      ? [`${name}: the secret of ${JSON.stringify(key.kid)} needs at least 32 bytes`]
      : [];
  });
}

const least = (name: string): number => (name === 'trustedProxies' || name === 'credentialCheck' ? 0 : 1);

const numberFaults = (options: ServerOptions): string[] =>
  (['rateLimit', 'bodyLimit', 'trustedProxies', 'credentialCheck'] as const)
    .filter((name) => {
      const value = options[name];
      return value !== undefined && (!Number.isSafeInteger(value) || value < least(name));
    })
    .map((name) => `${name} must be a whole number from ${least(name)}`);

function faultsOf(options: ServerOptions): string[] {
  return [
    ...publicUrlFaults(options.publicUrl),
    ...originFaults('allowedOrigins', options.allowedOrigins ?? []),
    ...originFaults('embedOrigins', options.embedOrigins ?? []),
    ...returnUrlFaults(options.returnUrls ?? []),
    ...((options.sessionKeys ?? []).length === 0 ? ['sessionKeys is empty: no session could be verified'] : []),
    ...keyFaults('sessionKeys', options.sessionKeys ?? []),
    ...keyFaults('adminKeys', options.adminKeys ?? []),
    ...(options.databaseUrl !== undefined && options.vaultKeys === undefined
      ? [
          'vaultKeys is missing: on PostgreSQL the keys that seal credentials are yours to keep. Make one: echo "k1:$(openssl rand -base64 32)"',
        ]
      : []),
    ...(options.deployOnStart ?? [])
      .filter((environment) => environment === 'DRAFT' || !/^[A-Z][A-Z0-9_]{0,31}$/.test(environment))
      .map((environment) => `deployOnStart: ${JSON.stringify(environment)} is not an environment to deploy to, such as "LIVE"`),
    ...numberFaults(options),
  ];
}

/** @throws {ServerOptionsError} */
export function resolveOptions(options: ServerOptions): ResolvedOptions {
  const faults = faultsOf(options);
  if (faults.length > 0) throw new ServerOptionsError(faults);
  const { logLevel = 'info', now = () => new Date() } = options;
  const secrets = secretsOf(options);
  keepSecrets(secrets);
  return {
    ...options,
    publicUrl: options.publicUrl.replace(/\/+$/, ''),
    allowedOrigins: options.allowedOrigins ?? [],
    returnUrls: options.returnUrls ?? [],
    embedOrigins: options.embedOrigins ?? [],
    dataDirectory: options.dataDirectory ?? '.data',
    adminKeys: options.adminKeys ?? [],
    connectors: options.connectors ?? [],
    flows: options.flows ?? [],
    configurationFlows: options.configurationFlows ?? [],
    widgets: options.widgets ?? [],
    workspaceConnections: options.workspaceConnections ?? {},
    lostVaultKeys: options.lostVaultKeys ?? [],
    deployOnStart: options.deployOnStart ?? [],
    allowPrivateHosts: options.allowPrivateHosts ?? [],
    rateLimit: options.rateLimit ?? 600,
    bodyLimit: options.bodyLimit ?? 262_144,
    trustedProxies: options.trustedProxies ?? 0,
    credentialCheck: options.credentialCheck ?? 24,
    logLevel,
    now,
    log: options.log ?? createLog({ level: logLevel, now, secrets: secrets.filter((secret) => typeof secret === 'string') }),
  };
}

import { CodedError } from '../platform/coded-error.js';
import { createLog } from '../platform/create-log.js';
import { keepSecrets } from '../platform/known-secrets.js';
import { faultsOf } from './option-faults.js';
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

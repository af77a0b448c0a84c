import type { CodeDefinitions } from '../hub/definitions/define.js';
import type { Log } from '../platform/log.js';
import type { SigningKey } from '../platform/tokens/token-key.js';

export interface ServerOptions extends CodeDefinitions {
  /** Where browsers reach this server; required outside loopback. Redirect URIs, `aud` and cookies come from it, never from `Host`. */
  readonly publicUrl: string;
  /** Shown on the sign-in pages as the application that asks. Default: the host of the page that opened them. */
  readonly applicationName?: string;
  /** Exact origins of the pages that may embed the hub. */
  readonly allowedOrigins: readonly string[];
  /** Exact URLs that a sign-in without an opener may return to; on loopback any path of an allowed origin. */
  readonly returnUrls?: readonly string[];
  /** Exact origins of the pages that may show the hub in a frame, at `/embed`. Default: none, and there is no such page. */
  readonly embedOrigins?: readonly string[];
  /** `postgres://…`. Default: the embedded database in `dataDirectory`. */
  readonly databaseUrl?: string;
  /** The same database past a pooler that lends out connections (PgBouncer in transaction mode): for locks and live updates. Default: none. */
  readonly directDatabaseUrl?: string;
  /** Default `.data`. */
  readonly dataDirectory?: string;
  readonly sessionKeys: readonly SigningKey[];
  readonly adminKeys?: readonly SigningKey[];
  /** `id:base64,id:base64`, 32 bytes each; the first seals. The embedded database makes its own when absent. */
  readonly vaultKeys?: string;
  /** Names of vault keys of which there is no copy left: the server starts without them, and people sign in again. Default: none. */
  readonly lostVaultKeys?: readonly string[];
  /** Environments to which the widgets from code are deployed on start. Default: none. */
  readonly deployOnStart?: readonly string[];
  /** Hosts (`name` or `name:port`) that outgoing requests may reach although their address is private or plain http. Default: none. */
  readonly allowPrivateHosts?: readonly string[];
  /** Requests a minute, per tenant and per address; opening a stream, and a hub that has not changed, count a tenth. Default 600. */
  readonly rateLimit?: number;
  /** Bytes of a request body. Default 262,144. */
  readonly bodyLimit?: number;
  /** Proxies in front of the server whose `X-Forwarded-For` is believed. Default 0: the address is the connection's. */
  readonly trustedProxies?: number;
  /** Hours after which a credential that nobody used is looked at, to find those that died. Default 24; 0: never. */
  readonly credentialCheck?: number;
  readonly log?: Log;
  /** Default `info`. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

export type ResolvedOptions = Required<
  Omit<ServerOptions, 'applicationName' | 'databaseUrl' | 'directDatabaseUrl' | 'vaultKeys'>
> &
  Pick<ServerOptions, 'applicationName' | 'databaseUrl' | 'directDatabaseUrl' | 'vaultKeys'>;

/** What a configuration file exports: any options of a server. Those that differ between machines, and secrets, belong into the environment. */
export type HubConfig = Partial<ServerOptions>;

/** Types a configuration file: `export default defineConfig({ connectors, flows, configurationFlows, widgets })`. */
export const defineConfig = (config: HubConfig): HubConfig => config;

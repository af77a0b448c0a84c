import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { optionsFromEnvironment } from '../options/option-variables.js';
import type { ServerOptions } from '../options/options.js';
import { CodedError, errorCode } from '../platform/coded-error.js';
import type { TokenKey } from '../platform/tokens/token-key.js';
import { isPromise, kindOf } from '../platform/value-words.js';
import { localKeys, readLocalKeys } from './local-keys.js';

/** What a person typed is not right, or something is missing: said in one line, without a stack. */
export class UsageError extends CodedError<'usage'> {
  override readonly name = 'UsageError';

  constructor(message: string, options: ErrorOptions = {}) {
    super('usage', message, options.cause);
  }
}

export const defaultPort = 8787;
export const defaultHost = '127.0.0.1';
/** Of `serve` alone, as `PORT` is. */
export const hostVariable = 'INTEGRATION_HUB_HOST';

type Environment = Readonly<Record<string, string | undefined>>;

/** The line that cannot be read, without what stands in it: it may hold a secret. The error itself does not say where it is. */
function lineOf(file: string, cause: unknown): string {
  if (!(cause instanceof SyntaxError)) return '';
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  const [, line] = /^.*:(\d+)\r?\n/.exec(stderr) ?? [];
  return line === undefined ? '' : ` in line ${line}`;
}

async function importConfig(path: string): Promise<unknown> {
  const file = resolve(path);
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}: say where it is with --config`);
  if (statSync(file).isDirectory()) throw new UsageError(`${path} is a folder: say the file in it with --config`);
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (cause) {
    if (file.endsWith('.json'))
      throw new UsageError(
        `${path} is JSON, and a configuration is code: write it as .mjs, with export default defineConfig({ … })`,
        { cause },
      );
    if (errorCode(cause) === 'ERR_UNKNOWN_FILE_EXTENSION')
      throw new UsageError(
        `${path} is not JavaScript to this Node: write it as .mjs, or npm install --save-dev tsx and set NODE_OPTIONS="--import tsx"`,
        { cause },
      );
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new UsageError(`${path} cannot be loaded${lineOf(file, cause)}. ${said}`, { cause });
  }
}

/** The default export of a configuration file, or what it promises. Secrets belong into the environment, which wins. */
async function readConfig(path: string): Promise<Partial<ServerOptions>> {
  const exported = await importConfig(path);
  const config: unknown = isPromise(exported) ? await exported : exported;
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config;
  const found = config === undefined ? 'has no default export' : `exports ${kindOf(config)} as its default`;
  throw new UsageError(`${path} ${found}: write export default defineConfig({ widgets: [ … ] })`);
}

const isLocal = (publicUrl: string): boolean => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/.test(publicUrl);

/**
 * The options of a server on this machine: the configuration file, the environment, and keys made for localhost where none are given.
 *
 * @returns also what keeps such keys, for when the server has started: a configuration that is refused leaves nothing behind
 */
export async function serveOptions(
  environment: Environment,
  config: string | undefined,
  port: number,
): Promise<{ readonly options: ServerOptions; readonly keep: (() => Promise<string>) | undefined }> {
  const given = { ...(config === undefined ? {} : await readConfig(config)), ...optionsFromEnvironment(environment) };
  const options = { allowedOrigins: [], ...given, publicUrl: given.publicUrl ?? `http://localhost:${port}` };
  const { sessionKeys } = options;
  if (sessionKeys !== undefined) return { options: { ...options, sessionKeys }, keep: undefined };
  if (options.databaseUrl !== undefined || !isLocal(options.publicUrl))
    return { options: { ...options, sessionKeys: [] }, keep: undefined };
  const { keys, keep } = await localKeys(options.dataDirectory ?? '.data');
  return { options: { ...options, sessionKeys: [keys.session], adminKeys: options.adminKeys ?? [keys.admin] }, keep };
}

/** A key that can sign tokens here: from the environment, or the one made for localhost. */
export async function signingKey(environment: Environment, kind: 'session' | 'admin'): Promise<TokenKey> {
  const options = optionsFromEnvironment(environment);
  const given = (kind === 'session' ? options.sessionKeys : options.adminKeys)?.[0];
  if (given !== undefined) {
    if (given.algorithm === 'HS256') return given;
    throw new UsageError(`The ${kind} key is a public one: sign with its private half where that is kept`);
  }
  const made = await readLocalKeys(options.dataDirectory ?? '.data');
  if (made !== undefined) return made[kind];
  throw new UsageError(
    `There is no key to sign with: set INTEGRATION_HUB_${kind.toUpperCase()}_KEYS, or start the server here first`,
  );
}

export const publicUrlOf = (environment: Environment): string =>
  optionsFromEnvironment(environment).publicUrl ?? `http://localhost:${defaultPort}`;

import { createServer } from '../create-server.js';
import { listen } from '../listen.js';
import { unreadVariables } from '../options/option-variables.js';
import type { ServerOptions } from '../options/options.js';
import { errorCode } from '../platform/coded-error.js';
import { redirectUri } from '../platform/own-url.js';
import { defaultHost, serveOptions, UsageError } from './command-options.js';
import { missingPeers } from './missing-peers.js';

export interface ServeArguments {
  readonly port: number;
  readonly host: string;
  readonly config: string | undefined;
}

/** Runs a server until it is told to stop by SIGTERM or SIGINT; a second one ends it at once. */
export async function serve({ port, host, config }: ServeArguments, environment: NodeJS.ProcessEnv): Promise<void> {
  const { options, keep } = await serveOptions(environment, config, port);
  for (const warning of unreadVariables(environment)) process.stderr.write(`integration-hub: ${warning}\n`);
  const missing = missingPeers(options.databaseUrl === undefined);
  if (missing.length > 0) throw new UsageError(`Packages are missing. Run: npm install ${missing.join(' ')}`);
  const server = createServer(options);
  // Listening first: whoever asks meanwhile is told to come back.
  const listener = await listen(server, { port, host }).catch((cause: unknown) => {
    throw listenFault(cause, { port, host });
  });
  const stopped = new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      process.once('SIGTERM', () => process.exit(1));
      process.once('SIGINT', () => process.exit(1));
      Promise.all([server.stop(), listener.close()]).then(() => resolve(), reject);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  let made: string | undefined;
  try {
    await server.start();
    made = await keep?.();
  } catch (cause) {
    await listener.close();
    throw cause;
  }
  if (made !== undefined) process.stdout.write(`Made keys to sign tokens with, for this machine: ${made}\n`);
  process.stdout.write(`The integration hub listens on http://${host}:${listener.port} and is reached at ${options.publicUrl}\n`);
  process.stdout.write(redirectUrls(options));
  await stopped;
}

/** What is to be registered with providers, since nobody can sign in before it is. */
function redirectUrls(options: ServerOptions): string {
  const registered = (options.connectors ?? []).filter(({ methods }) => methods.some(({ method }) => method === 'oauth'));
  const lines = registered.map(({ key, name, oauth }) => {
    const own =
      oauth?.hostField === undefined
        ? ''
        : '/…, by the server that people name: integration-hub connectors --server <https://origin>';
    return `  ${name}: ${redirectUri(options, key)}${own}\n`;
  });
  return lines.length === 0 ? '' : `Redirect URLs to register with the providers:\n${lines.join('')}`;
}

/** Why nothing can listen there, with the way out. */
function listenFault(cause: unknown, { port, host }: Pick<ServeArguments, 'port' | 'host'>): unknown {
  const code = errorCode(cause);
  const faults: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} of ${host} is in use: end what listens there, or say another one with --port`,
    EACCES: `This user may not listen on port ${port}: say one from 1024 with --port`,
  };
  const isNoAddress = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT'].includes(code);
  const said = isNoAddress
    ? `${JSON.stringify(host)} is no address of this machine: say --host ${defaultHost} for this machine alone, or 0.0.0.0 for others too`
    : faults[code];
  return said === undefined ? cause : new UsageError(said, { cause });
}

import { createServer } from '../create-server.js';
import { listen } from '../listen.js';
import { unreadVariables } from '../options/option-variables.js';
import { serveOptions, UsageError } from './command-options.js';
import { missingPeers } from './missing-peers.js';

export interface ServeArguments {
  readonly port: number;
  readonly host: string;
  readonly config: string | undefined;
}

/** Runs a server until it is told to stop by SIGTERM or SIGINT; a second one ends it at once. */
export async function serve({ port, host, config }: ServeArguments, environment: NodeJS.ProcessEnv): Promise<void> {
  const { options, made } = await serveOptions(environment, config, port);
  for (const warning of unreadVariables(environment)) process.stderr.write(`integration-hub: ${warning}\n`);
  const missing = missingPeers(options.databaseUrl === undefined);
  if (missing.length > 0) throw new UsageError(`Packages are missing. Run: npm install ${missing.join(' ')}`);
  const server = createServer(options);
  // Listening first: whoever asks meanwhile is told to come back.
  const listener = await listen(server, { port, host });
  const stopped = new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      process.once('SIGTERM', () => process.exit(1));
      process.once('SIGINT', () => process.exit(1));
      Promise.all([server.stop(), listener.close()]).then(() => resolve(), reject);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  try {
    await server.start();
  } catch (cause) {
    await listener.close();
    throw cause;
  }
  if (made !== undefined) process.stdout.write(`Made keys to sign tokens with, for this machine: ${made}\n`);
  process.stdout.write(`The integration hub listens on http://${host}:${listener.port} and is reached at ${options.publicUrl}\n`);
  await stopped;
}

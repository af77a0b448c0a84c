import { execFileSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { portsFrom } from './addresses.js';
import { startBackend, startSurroundings } from './demo.js';
import type { DemoDatabase } from './providers/database.js';
import { type Access, type AccessKind, regions } from './providers/desk/access.js';

/** `npm start`: builds what changed, starts the whole demo, and says where it is. */
const names: Readonly<Record<AccessKind, string>> = {
  api_key: 'API key',
  bearer_token: 'personal access token',
  basic_auth: 'user name and password',
  custom_input: 'workspace and API token',
};
const line = ({ kind, account, name, region, secret }: Access): string => {
  const place = region === undefined ? '' : `${regions[region]}, `;
  const words = kind === 'basic_auth' || kind === 'custom_input' ? `${name} / ${place}${secret}` : secret;
  return `                 ${names[kind]}  ${words}   (${account})`;
};

function customersDatabase({ state, host, port, database, user, password }: DemoDatabase): string {
  return 'missing' in state
    ? `does not run here, so that its widget has nothing to connect to. ${state.missing}`
    : `host ${host}, port ${port}, database ${database}, user ${user}, password ${password}`;
}

/** As root in a home that nobody else may enter, PostgreSQL keeps its files outside of it. */
function placesOfData({ state }: DemoDatabase): string {
  const isOutside = 'directory' in state && relative(resolve(dataDirectory), state.directory).startsWith('..');
  return isOutside ? `${resolve(dataDirectory)}, that of PostgreSQL in ${state.directory}` : resolve(dataDirectory);
}

/** What somebody who starts it can mend is said in a line. */
function giveUp(cause: Error & { readonly code?: string; readonly port?: number }): never {
  if (cause.code === 'EADDRINUSE')
    console.error(
      `Port ${cause.port} is in use, by another demo perhaps: end that, or move this one with DEMO_PORT=5000 npm start`,
    );
  else if (cause.code === 'data_directory_in_use') console.error(cause.message);
  else console.error(cause);
  process.exit(1);
}

const started = performance.now();
const dataDirectory = process.env['DEMO_DATA'] ?? '.data';
// In a process that ends: what a build takes is not kept while the demo runs.
execFileSync(process.execPath, ['--import', 'tsx', 'test/support/build.ts', 'script-tag', 'pages'], { stdio: 'inherit' });
const ports = portsFrom(process.env);
const surroundings = await startSurroundings({ ports, dataDirectory, environment: process.env }).catch(giveUp);
const backend = await startBackend(surroundings.backend, { logLevel: 'warn' }).catch(giveUp);
const { database, accounts, desk } = surroundings.standIns;

console.log(`
  Cadence, a host application   ${surroundings.host.url}
  integration-hub, the backend  ${surroundings.backend.publicUrl}
  Sign-in of the file service   ${accounts.url}

  Google Drive   alice@example.com / wonderland, or bob@example.com / can-we-fix-it
  Orchard Desk   the same accounts, or
${desk.access.map(line).join('\n')}
  PostgreSQL     ${customersDatabase(database)}

  Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Data is kept in ${placesOfData(database)}. Ctrl-C stops.
`);

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) process.exit(1);
  stopping = true;
  await backend.close();
  await surroundings.close();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop().catch((cause: unknown) => {
      console.error(cause);
      process.exit(1);
    });
  });
}

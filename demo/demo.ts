import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerOptions } from 'integration-hub/server';
import { createServer, listen } from 'integration-hub/server';
import { addressesOf, type Ports } from './addresses.js';
import { type BackendSurroundings, backendOptions, googleFrom, type ServiceAccount } from './backend.js';
import { type Host, startHost } from './host/host.js';
import { readSecrets } from './secrets.js';
import { bucket, type StandInOptions, type StandIns, startStandIns } from './stand-ins.js';

export interface DemoOptions extends Pick<StandInOptions, 'accessTokenTtl' | 'driveSize'> {
  readonly ports: Ports;
  /** Everything that outlives a restart is below it. */
  readonly dataDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The surroundings of the backend: a host application and services to connect, with the data that tie them together. */
export interface Surroundings {
  readonly host: Host;
  readonly standIns: StandIns;
  readonly backend: BackendSurroundings;
  close(): Promise<void>;
}

const keyId = 'demo';

async function readServiceAccount(environment: NodeJS.ProcessEnv): Promise<ServiceAccount | undefined> {
  const file = environment['GOOGLE_SERVICE_ACCOUNT'];
  return file === undefined ? undefined : (JSON.parse(await readFile(file, 'utf8')) as ServiceAccount);
}

/** Starts everything but the backend. */
export async function startSurroundings(options: DemoOptions): Promise<Surroundings> {
  const { ports, dataDirectory, environment } = options;
  const addresses = addressesOf(ports);
  const secrets = await readSecrets(dataDirectory);
  const [standIns, host] = await Promise.all([
    startStandIns({
      ports,
      dataDirectory: join(dataDirectory, 'services'),
      clientSecret: secrets.client,
      deskClientSecret: secrets.deskClient,
      redirectUri: `${addresses.backend}/oauth/callback`,
      accessTokenTtl: options.accessTokenTtl,
      driveSize: options.driveSize,
    }),
    startHost({ port: ports.host, backend: addresses.backend, sessionKey: { kid: keyId, secret: secrets.session } }),
  ]);
  const google = googleFrom(environment);
  const serviceAccount = google === undefined ? undefined : await readServiceAccount(environment);
  if (google !== undefined && serviceAccount === undefined) {
    throw new Error(
      'With GOOGLE_CLIENT_ID, GOOGLE_SERVICE_ACCOUNT must name the key file of a service account, and GCS_BUCKET its bucket',
    );
  }
  return {
    host,
    standIns,
    backend: {
      publicUrl: addresses.backend,
      host: addresses.host,
      google: google ?? standIns.google,
      desk: standIns.deskAddresses,
      bucket: google === undefined ? bucket : (environment['GCS_BUCKET'] ?? bucket),
      serviceAccount: serviceAccount ?? standIns.storage.serviceAccount,
      dataDirectory: join(dataDirectory, 'backend'),
      databaseUrl: environment['DATABASE_URL'],
      vaultKeys: secrets.vault,
      sessionKeys: [{ kid: keyId, algorithm: 'HS256', secret: secrets.session }],
      allowPrivateHosts: standIns.hosts,
    },
    close: async () => {
      await Promise.all([host.close(), standIns.close()]);
    },
  };
}

/** Starts the backend in this process. */
export async function startBackend(surroundings: BackendSurroundings, overrides: Partial<ServerOptions> = {}) {
  const server = createServer({ ...backendOptions(surroundings), ...overrides });
  await server.start();
  const listener = await listen(server, { port: Number(new URL(surroundings.publicUrl).port), host: '127.0.0.1' });
  return {
    close: async () => {
      await Promise.all([listener.close(), server.stop()]);
    },
  };
}

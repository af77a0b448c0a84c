import { join } from 'node:path';
import type { Ports } from './addresses.js';
import type { GoogleAddresses } from './connectors/google-drive.js';
import type { DeskAddresses } from './connectors/orchard-desk.js';
import { type AuthorizationServer, startAuthorizationServer } from './providers/authorization-server.js';
import { type DemoDatabase, startDatabase } from './providers/database.js';
import { type Desk, startDesk } from './providers/desk.js';
import { type Drive, type DriveOptions, startDrive } from './providers/drive.js';
import { type CloudStorage, startStorage } from './providers/storage.js';

export const clientId = 'integration-hub-demo';
const deskClientId = 'integration-hub-demo-desk';
export const bucket = 'integration-hub-demo';

export interface StandIns {
  readonly accounts: AuthorizationServer;
  readonly drive: Drive;
  readonly storage: CloudStorage;
  readonly database: DemoDatabase;
  readonly desk: Desk;
  readonly google: GoogleAddresses;
  readonly deskAddresses: DeskAddresses;
  /** `host:port` of each, for the backend's list. */
  readonly hosts: readonly string[];
  close(): Promise<void>;
}

export interface StandInOptions {
  readonly ports: Ports;
  readonly dataDirectory: string;
  readonly clientSecret: string;
  readonly deskClientSecret: string;
  /** Where the authorization server may send people back to; the connector's key is the last part. */
  readonly redirectUri: string;
  /** Seconds. Default 3600. */
  readonly accessTokenTtl?: number | undefined;
  readonly driveSize?: DriveOptions['size'] | undefined;
}

const hostOf = (address: string): string => new URL(address).host;

/** Services on this machine in Google's shapes: sign-in, Drive, Cloud Storage; and a customer's PostgreSQL server. */
export async function startStandIns(options: StandInOptions): Promise<StandIns> {
  const { ports, dataDirectory } = options;
  const [accounts, storage, database] = await Promise.all([
    startAuthorizationServer({
      port: ports.accounts,
      dataDirectory: join(dataDirectory, 'accounts'),
      clients: [
        {
          clientId,
          clientSecret: options.clientSecret,
          name: 'Cadence',
          redirectUris: [`${options.redirectUri}/google-drive`],
        },
        {
          clientId: deskClientId,
          clientSecret: options.deskClientSecret,
          name: 'Cadence',
          redirectUris: [`${options.redirectUri}/orchard-desk`],
          service: 'Orchard Desk',
        },
      ],
      ...(options.accessTokenTtl === undefined ? {} : { accessTokenTtl: options.accessTokenTtl }),
    }),
    startStorage({ port: ports.storage, host: 'localhost', dataDirectory: join(dataDirectory, 'storage'), buckets: [bucket] }),
    startDatabase({ port: ports.database, dataDirectory }),
  ]);
  const drive = await startDrive({
    port: ports.drive,
    host: 'localhost',
    verifyAccessToken: (token) => accounts.verifyAccessToken(token),
    ...(options.driveSize === undefined ? {} : { size: options.driveSize }),
  });
  const desk = await startDesk({
    port: ports.desk,
    host: 'localhost',
    dataDirectory: join(dataDirectory, 'desk'),
    verifyAccessToken: (token) => accounts.verifyAccessToken(token),
  });
  const { endpoints } = accounts;
  const signIn = {
    authorizationUrl: endpoints.authorization,
    tokenUrl: endpoints.token,
    revocationUrl: endpoints.revocation,
    userInfoUrl: endpoints.userinfo,
    issuer: accounts.issuer,
  };
  return {
    accounts,
    drive,
    storage,
    database,
    desk,
    google: { ...signIn, drive: drive.url, storage: storage.url, clientId, clientSecret: options.clientSecret },
    deskAddresses: { ...signIn, desk: desk.url, clientId: deskClientId, clientSecret: options.deskClientSecret },
    hosts: [accounts.url, drive.url, storage.url, desk.url].map(hostOf),
    close: async () => {
      await Promise.all([accounts.close(), drive.close(), desk.close(), storage.close(), database.close()]);
    },
  };
}

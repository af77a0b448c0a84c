import type { ServerOptions, SigningKey } from 'integration-hub/server';
import { googleCloudStorage } from './connectors/google-cloud-storage.js';
import { type GoogleAddresses, google, googleDrive } from './connectors/google-drive.js';
import { type DeskAddresses, orchardDesk } from './connectors/orchard-desk.js';
import { postgresql } from './connectors/postgresql.js';
import { driveCheck } from './flows/drive-check.js';
import { driveSettings } from './flows/drive-settings.js';
import { driveToGcs } from './flows/drive-to-gcs.js';
import { helpDeskSettings, importTickets, lastFigures, ticketFiles } from './flows/help-desk.js';
import { postgresqlExport, postgresqlSettings } from './flows/postgresql-export.js';
import { reportSettings, usageReport } from './flows/usage-report.js';
import {
  driveWidget,
  helpDeskKeyWidget,
  helpDeskWidget,
  helpDeskWorkspaceWidget,
  postgresqlWidget,
  reportWidget,
  teamDrivesWidget,
  ticketArchiveWidget,
  ticketFilesWidget,
} from './widgets.js';

/** A Google service account's key file, as far as signing in needs it. */
export interface ServiceAccount {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

export interface BackendSurroundings {
  /** Where browsers reach the backend. */
  readonly publicUrl: string;
  /** Origin of the host application. */
  readonly host: string;
  readonly google: GoogleAddresses;
  readonly desk: DeskAddresses;
  readonly bucket: string;
  readonly serviceAccount: ServiceAccount;
  readonly dataDirectory: string;
  /** PostgreSQL instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Seals credentials in PostgreSQL. */
  readonly vaultKeys: string;
  readonly sessionKeys: readonly SigningKey[];
  /** Stand-ins on this machine that outgoing requests may reach. */
  readonly allowPrivateHosts: readonly string[];
}

/** Google itself when its client id and secret are in the environment. */
export function googleFrom(environment: NodeJS.ProcessEnv): GoogleAddresses | undefined {
  const { GOOGLE_CLIENT_ID: id, GOOGLE_CLIENT_SECRET: secret } = environment;
  return id === undefined || secret === undefined ? undefined : google(id, secret);
}

/** The whole back end of the demo: our server, told by data and code what to connect. */
export function backendOptions(surroundings: BackendSurroundings): ServerOptions {
  const { google: addresses, desk, serviceAccount, bucket } = surroundings;
  return {
    publicUrl: surroundings.publicUrl,
    applicationName: 'Cadence',
    allowedOrigins: [surroundings.host],
    ...(surroundings.databaseUrl === undefined
      ? { dataDirectory: surroundings.dataDirectory }
      : { databaseUrl: surroundings.databaseUrl, dataDirectory: surroundings.dataDirectory, vaultKeys: surroundings.vaultKeys }),
    sessionKeys: surroundings.sessionKeys,
    connectors: [googleDrive(addresses), googleCloudStorage(addresses.storage), postgresql, orchardDesk(desk)],
    flows: [
      driveToGcs(addresses),
      driveCheck(addresses.drive),
      postgresqlExport,
      usageReport(addresses.storage),
      importTickets(desk.desk),
      lastFigures(desk.desk),
      ticketFiles(desk.desk, addresses.drive),
    ],
    configurationFlows: [driveSettings(addresses.drive), postgresqlSettings, reportSettings, helpDeskSettings(desk.desk)],
    widgets: [
      driveWidget,
      postgresqlWidget,
      reportWidget,
      teamDrivesWidget,
      helpDeskWidget,
      helpDeskKeyWidget,
      helpDeskWorkspaceWidget,
      ticketFilesWidget,
      ticketArchiveWidget,
    ],
    workspaceConnections: {
      gcs: {
        connector: 'google-cloud-storage',
        method: 'custom_input',
        values: {
          bucket,
          client_email: serviceAccount.client_email,
          private_key: serviceAccount.private_key,
          token_uri: serviceAccount.token_uri,
        },
      },
    },
    deployOnStart: ['LIVE'],
    allowPrivateHosts: surroundings.allowPrivateHosts,
  };
}

import { defineWidget } from 'integration-hub/server';

const report =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Crect%20width='40'%20height='40'%20rx='9'%20fill='%233a2e6b'/%3E%3Cpath%20d='M11%2029V21M17%2029V12M23%2029v-9M29%2029V16'%20stroke='%23fff'%20stroke-width='3'%20stroke-linecap='round'/%3E%3C/svg%3E";

/** The seed's "migration widget with four actions". */
export const driveWidget = defineWidget({
  key: 'drive-to-gcs',
  name: 'Google Drive to GCS',
  description: 'Copies the files of the folders you choose to cloud storage.',
  images: [],
  history: true,
  label: 'inbound',
  dependencies: [{ key: 'google-drive', connector: 'google-drive', primary: true, description: 'Reads your files and folders' }],
  configurations: [{ flow: 'drive_settings' }],
  metrics: [{ key: 'files', title: 'Files copied', source: 'files', aggregate: 'sum', window: 7, format: 'number' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
    {
      key: 'configure',
      name: 'Configure',
      type: 'configuration',
      visibility: 'post_auth_not_configured',
      flow: 'drive_settings',
    },
    {
      key: 'sync',
      name: 'Sync',
      type: 'none',
      visibility: 'post_auth_configured',
      flow: 'drive_to_gcs',
      payload: { source: 'drive_to_gcs' },
    },
  ],
});

/** A tenant may connect as many drives as it likes: on a page of its own, in sessions that allow it. */
export const teamDrivesWidget = defineWidget({
  key: 'team-drives',
  name: 'Team drives',
  description: 'One connection for each drive of your team.',
  images: [],
  history: true,
  label: 'inbound',
  multiConnection: true,
  dependencies: [{ key: 'google-drive', connector: 'google-drive', primary: true, description: 'Reads your files and folders' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'check', name: 'Check', type: 'none', visibility: 'post_auth', flow: 'drive_check' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

export const postgresqlWidget = defineWidget({
  key: 'postgresql',
  name: 'PostgreSQL',
  description: 'Writes invoices to a table you can query.',
  history: true,
  label: 'outbound',
  dependencies: [{ key: 'postgresql', connector: 'postgresql', primary: true }],
  configurations: [{ flow: 'postgresql_settings' }],
  metrics: [{ key: 'rows', title: 'Invoices written', source: 'rows', aggregate: 'sum', window: 7, format: 'number' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'export', name: 'Write now', type: 'none', visibility: 'post_auth_configured', flow: 'postgresql_export' },
    { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'post_auth', flow: 'postgresql_settings' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

/** Without a connector: nothing is signed in. */
export const reportWidget = defineWidget({
  key: 'usage-report',
  name: 'Usage report',
  description: 'Stores a table of your usage figures.',
  images: [{ url: report, theme: 'default' }],
  history: true,
  label: 'outbound',
  configurations: [{ flow: 'report_settings' }],
  metrics: [{ key: 'last', title: 'Last report', source: 'lastRun', aggregate: 'last', window: 30, format: 'time' }],
  actions: [
    { key: 'enable', name: 'Turn on', type: 'activation', visibility: 'pre_auth' },
    { key: 'store', name: 'Store report', type: 'none', visibility: 'post_auth_configured', flow: 'usage_report' },
    { key: 'settings', name: 'Settings', type: 'configuration', visibility: 'always', flow: 'report_settings' },
    { key: 'disable', name: 'Turn off', type: 'deactivation', visibility: 'post_auth' },
  ],
});

/** Signed in to in any of five ways, through a window unless the person chooses another. */
export const helpDeskWidget = defineWidget({
  key: 'help-desk',
  name: 'Orchard Desk',
  description: 'Imports tickets. Sign in whichever way you like.',
  history: true,
  label: 'inbound',
  dependencies: [{ key: 'orchard-desk', connector: 'orchard-desk', primary: true, defaultMethod: 'oauth', allowSwitching: true }],
  configurations: [{ flow: 'help_desk_settings' }],
  metrics: [{ key: 'tickets', title: 'Tickets read', source: 'tickets', aggregate: 'sum', window: 7, format: 'number' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'import', name: 'Import tickets', type: 'none', visibility: 'post_auth_configured', flow: 'import_tickets' },
    {
      key: 'configure',
      name: 'Configure',
      type: 'configuration',
      visibility: 'post_auth_not_configured',
      flow: 'help_desk_settings',
    },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

const importActions = [
  { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
  { key: 'import', name: 'Import tickets', type: 'none', visibility: 'post_auth', flow: 'import_tickets' },
] as const;
const disconnect = { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' } as const;

/** One way only, and something to do before it goes. */
export const helpDeskKeyWidget = defineWidget({
  key: 'help-desk-key',
  name: 'Desk figures',
  description: 'Counts tickets for the monthly report. Takes the API key of a server.',
  label: 'inbound',
  dependencies: [{ key: 'orchard-desk', connector: 'orchard-desk', primary: true, defaultMethod: 'api_key' }],
  actions: [...importActions, { ...disconnect, flow: 'last_figures' }],
});

/** Another default than the connector's first. */
export const helpDeskWorkspaceWidget = defineWidget({
  key: 'help-desk-workspace',
  name: 'Desk workspace',
  description: 'Imports the tickets of everybody in a workspace.',
  label: 'inbound',
  dependencies: [
    { key: 'orchard-desk', connector: 'orchard-desk', primary: true, defaultMethod: 'custom_input', allowSwitching: true },
  ],
  actions: [...importActions, disconnect],
});

/** Two services that one action is about: it signs in to both, then does its work. */
export const ticketArchiveWidget = defineWidget({
  key: 'ticket-archive',
  name: 'Ticket archive',
  description: 'Keeps a copy of every ticket in a Drive.',
  history: true,
  label: 'bi_directional',
  dependencies: [
    { key: 'google-drive', connector: 'google-drive', primary: false },
    { key: 'orchard-desk', connector: 'orchard-desk', primary: true, allowSwitching: true },
  ],
  actions: [
    {
      key: 'archive',
      name: 'Archive tickets',
      type: 'multi_connector',
      visibility: 'always',
      flow: 'ticket_files',
      activeLabel: 'Archiving',
    },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

/** Two services, each signed in to for itself. */
export const ticketFilesWidget = defineWidget({
  key: 'ticket-files',
  name: 'Tickets and files',
  description: 'Files what customers send with a ticket.',
  label: 'bi_directional',
  dependencies: [
    { key: 'google-drive', connector: 'google-drive', primary: false },
    { key: 'orchard-desk', connector: 'orchard-desk', primary: true, allowSwitching: true },
  ],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'check', name: 'Check both', type: 'none', visibility: 'post_auth', flow: 'ticket_files' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

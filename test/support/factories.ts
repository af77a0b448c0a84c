import type { Action } from '../../src/contract/action.js';
import type { Authorization } from '../../src/contract/authorization.js';
import type { Connection } from '../../src/contract/connection.js';
import type { Configuration, Field } from '../../src/contract/form.js';
import type { HistoryEntry } from '../../src/contract/history.js';
import type { Hub } from '../../src/contract/hub.js';
import type { Run } from '../../src/contract/run.js';
import type { Dependency, Widget } from '../../src/contract/widget.js';

export const anAction = (overrides: Partial<Action> = {}): Action => ({
  key: 'connect',
  name: 'Connect',
  type: 'activation',
  visibility: 'pre_auth',
  ...overrides,
});

/** The four buttons of a plain integration: Connect, Configure, Sync, Disconnect. */
export const someActions = (): Action[] => [
  anAction({ activeLabel: 'Live' }),
  anAction({ key: 'configure', name: 'Configure', type: 'configuration', visibility: 'post_auth', flow: 'settings' }),
  anAction({ key: 'sync', name: 'Sync now', type: 'none', visibility: 'post_auth_configured' }),
  anAction({ key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' }),
];

export const aDependency = (overrides: Partial<Dependency> = {}): Dependency => ({
  key: 'orchard',
  name: 'Orchard Shop',
  images: [],
  primary: true,
  methods: [{ method: 'oauth', fields: [] }],
  defaultMethod: 'oauth',
  allowSwitching: false,
  access: ['Read your orders'],
  ...overrides,
});

/** A connection that nobody has touched. */
export const aConnection = (overrides: Partial<Connection> = {}): Connection => ({
  key: 'default',
  active: false,
  authenticated: false,
  configured: false,
  expired: false,
  credentials: [{ dependency: 'orchard', status: 'missing' }],
  activeRuns: [],
  metrics: [],
  revision: 1,
  ...overrides,
});

const signedIn = {
  active: true,
  authenticated: true,
  credentials: [{ dependency: 'orchard', status: 'valid', method: 'oauth', account: 'alice@example.com' }],
  connectedAt: '2026-01-01T09:00:00.000Z',
  connectedBy: 'Alice',
} satisfies Partial<Connection>;

/** Overrides that bring a connection into one of the states of the design's table. */
export const inState = {
  /** A0 C1 */
  saved: { configured: true },
  /** A1 C0 */
  needsSetup: signedIn,
  /** A1 C1 */
  active: { ...signedIn, configured: true },
  expired: {
    ...signedIn,
    authenticated: false,
    expired: true,
    configured: true,
    credentials: [{ dependency: 'orchard', status: 'expired', method: 'oauth', account: 'alice@example.com' }],
  },
} as const satisfies Record<string, Partial<Connection>>;

/** A card with one OAuth dependency and four actions, not connected. */
export const aWidget = (overrides: Partial<Widget> = {}): Widget => ({
  key: 'orchard',
  name: 'Orchard Shop',
  description: 'Orders and stock, in step with your shop.',
  images: [],
  history: true,
  multiConnection: false,
  dependencies: [aDependency()],
  actions: someActions(),
  metrics: [],
  connections: [aConnection()],
  ...overrides,
});

export const aHub = (overrides: Partial<Hub> = {}): Hub => ({
  environment: 'LIVE',
  tenant: { id: 'acme', name: 'Acme' },
  person: { name: 'Alice' },
  access: 'use',
  preview: false,
  widgets: [aWidget()],
  ...overrides,
});

export const aRun = (overrides: Partial<Run> = {}): Run => ({
  id: 'run-1',
  widget: 'orchard',
  connection: 'default',
  action: 'sync',
  actionName: 'Sync now',
  status: 'running',
  createdAt: '2026-01-01T12:00:00.000Z',
  startedAt: '2026-01-01T12:00:00.000Z',
  ...overrides,
});

export const anAuthorization = (overrides: Partial<Authorization> = {}): Authorization => ({
  id: 'a'.repeat(43),
  widget: 'orchard',
  connection: 'default',
  dependency: 'orchard',
  status: 'registered',
  expiresAt: '2026-01-01T12:10:00.000Z',
  ...overrides,
});

export const aField = (overrides: Partial<Field> = {}): Field => ({ key: 'prefix', label: 'Prefix', type: 'text', ...overrides });

/** A form of one step with one required text field, not saved yet. */
export const aConfiguration = (overrides: Partial<Configuration> = {}): Configuration => ({
  flow: 'settings',
  name: 'Settings',
  version: '1',
  steps: [{ key: 'general', title: 'General', fields: [aField({ required: true })] }],
  values: {},
  saved: false,
  ...overrides,
});

export const aHistoryEntry = (overrides: Partial<HistoryEntry> = {}): HistoryEntry => ({
  id: 'entry-1',
  at: '2026-01-01T12:00:00.000Z',
  kind: 'run',
  action: 'Sync now',
  who: 'Alice',
  outcome: 'succeeded',
  duration: 1200,
  run: 'run-1',
  connection: 'default',
  ...overrides,
});

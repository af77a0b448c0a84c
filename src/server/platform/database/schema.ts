import type { ColumnType, Generated, RawBuilder } from 'kysely';
import type { AccountQuestion, AuthorizationStatus } from '../../../contract/authorization.js';
import type { AuthMethod } from '../../../contract/connector.js';
import type { JsonValue } from '../../../contract/names.js';
import type { RunStatus } from '../../../contract/run.js';

/** `json`, not `jsonb`: what is forwarded unchanged keeps the order of its keys. Written as text, read as a value. */
export type JsonColumn<T> = ColumnType<T, string, string>;
type Instant = ColumnType<Date, Date | string, Date | string>;
type NullableInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type NullableWords = ColumnType<readonly string[] | null, string | null | undefined, string | null>;

/** What the author of a widget works on: what `DRAFT` shows, and the switches that act at once. */
export interface WidgetsTable {
  key: string;
  position: number;
  /** The definition with its switches, as servers of the version before read it. */
  definition: JsonColumn<JsonValue>;
  source: 'code' | 'editor';
  draft: JsonColumn<JsonValue>;
  draft_digest: string;
  /** Of the version that the draft of code makes; `null` for an editor's, and before the next start. */
  draft_code: string | null;
  draft_revision: ColumnType<number, number | undefined, number>;
  updated_at: Instant;
  updated_by: string | null;
  /** Code defines it no more, and it is deployed. */
  orphaned: ColumnType<boolean, boolean | undefined, boolean>;
  disabled: boolean;
  tenants_on: boolean;
  /** Kept while `tenants_on` is false. */
  tenants: JsonColumn<readonly string[]>;
  switches_revision: ColumnType<number, number | undefined, number>;
  /** What code said of the switches last: it is followed where it says something else. */
  code_switches: JsonColumn<JsonValue> | null;
}

/** Immutable, numbered per widget by content. */
export interface WidgetVersionsTable {
  widget: string;
  version: number;
  digest: string;
  content: JsonColumn<JsonValue>;
  created_at: Instant;
  created_by: string | null;
}

export interface EnvironmentsTable {
  name: string;
  /** Grows with everything that changes what the environment shows. */
  revision: ColumnType<string, string | undefined, string | RawBuilder<string>>;
  created_at: Instant;
}

/** Which version of a widget an environment shows. */
export interface EnvironmentWidgetsTable {
  environment: string;
  widget: string;
  version: number;
  deployed_at: Instant;
  deployed_by: string | null;
}

/** What was deployed where and when. */
export interface DeploymentsTable {
  id: Generated<string>;
  environment: string;
  widget: string;
  /** As servers of the version before read it; null where the widget was removed. */
  definition: JsonColumn<JsonValue> | null;
  digest: string;
  version: number | null;
  kind: 'deploy' | 'promote' | 'roll_back' | 'undeploy' | null;
  note: string | null;
  deployed_at: Instant;
  deployed_by: string | null;
}

/** By the digest of the `data:` URL that an image was given as. */
export interface ImagesTable {
  digest: string;
  type: string;
  bytes: Buffer;
}

/** Beside versions, by environment (`*`: every one that has none of its own): owner is a widget, place one of its dependencies. */
export interface SecretsTable {
  environment: string;
  owner: string;
  place: string;
  name: string;
  sealed: string;
  updated_at: Instant;
  updated_by: string | null;
}

export interface EnvironmentValuesTable {
  environment: string;
  owner: string;
  place: string;
  name: string;
  value: JsonColumn<JsonValue>;
  updated_at: Instant;
  updated_by: string | null;
}

export interface ConnectionsTable {
  id: string;
  environment: string;
  tenant: string;
  widget: string;
  key: string;
  label: string | null;
  active: boolean;
  active_at: NullableInstant;
  active_by: string | null;
  created_at: Instant;
  created_by: string | null;
  /** Grows with every change that the hub shows. */
  revision: ColumnType<string, number | string | undefined, number | string>;
}

export interface CredentialsTable {
  id: string;
  connection: string;
  dependency: string;
  method: AuthMethod;
  /** The connector that it was made for; null: not known. */
  connector: string | null;
  /** Opened by the vault with the context of this row only. */
  sealed: string;
  status: 'valid' | 'expired' | 'insufficient_scope';
  /** The account line shown to people. */
  account: string | null;
  /** Identity of client and account at the provider, to know whether another credential shares the grant. */
  account_key: string | null;
  expires_at: NullableInstant;
  /** Compare-and-set guard of refreshes. */
  revision: ColumnType<number, number | undefined, number>;
  /** Who refreshes it, and until when that counts: by the database's clock. */
  lease: string | null;
  lease_until: NullableInstant;
  /** When it is looked at again though nobody uses it; null: by its age. */
  check_at: NullableInstant;
  /** With `insufficient_scope`: what was not granted, in words. */
  missing: NullableWords;
  updated_at: Instant;
}

export interface ConfigurationsTable {
  connection: string;
  flow: string;
  values: JsonColumn<JsonValue>;
  /** The author's, of the form that was filled in. */
  version: string;
  /** Digest of that form; null: saved before digests were. */
  form: ColumnType<string | null, string | null | undefined, string | null>;
  saved_at: Instant;
  saved_by: string | null;
}

export interface AuthorizationsTable {
  /** SHA-256 of the id that the browser drew. */
  id_hash: string;
  /** Its public name in answers and events: the drawn id is not stored. */
  reference: string;
  proof_hash: string;
  environment: string;
  tenant: string;
  tenant_name: string | null;
  subject: string | null;
  person: string | null;
  connection: string;
  dependency: string;
  action: string | null;
  origin: string;
  opened_as: 'popup' | 'redirect';
  return_url: string | null;
  locale: string | null;
  status: AuthorizationStatus;
  error: string | null;
  said: string | null;
  /** With `insufficient_scope`: what was not granted, in words. */
  missing: NullableWords;
  /** How it was bound: the first of proof and continue wins. */
  way: 'proof' | 'continue' | null;
  /** SHA-256 of the cookie that it is bound to. */
  cookie_hash: string | null;
  state_hash: string | null;
  /** Sealed: PKCE verifier, redirect URI, values asked beforehand. */
  sealed: string | null;
  /** Asked once the provider has answered: the account lines. The tokens wait in `sealed`. */
  question: JsonColumn<AccountQuestion> | null;
  /** Identity of client and account of the tokens that wait. */
  account_key: string | null;
  claimed_at: NullableInstant;
  /** Every load of the start page, and whether it has left; and when the last one did. */
  views: JsonColumn<Readonly<Record<string, 'here' | 'left'>>>;
  left_at: NullableInstant;
  created_at: Instant;
  updated_at: Instant;
  expires_at: Instant;
}

export interface RunsTable {
  id: string;
  environment: string;
  tenant: string;
  connection: string;
  widget: string;
  action: string;
  action_name: string;
  action_type: string;
  flow: string | null;
  flow_version: string | null;
  /** Of the widget, as it was at the start; null: its draft. */
  version: ColumnType<number | null, number | null | undefined, number | null>;
  /** What the flow gets: payload and the configuration as it was at the start. */
  payload: JsonColumn<JsonValue> | null;
  configuration: JsonColumn<JsonValue>;
  status: RunStatus;
  cancelling: boolean;
  progress_done: number | null;
  progress_total: number | null;
  progress_text: string | null;
  steps: JsonColumn<JsonValue>;
  message_header: string | null;
  message: string | null;
  error_code: string | null;
  error_message: string | null;
  started_by: string | null;
  scheduled: ColumnType<boolean, boolean | undefined, boolean>;
  /** A Deactivation after which the connection itself goes. */
  removes: ColumnType<boolean, boolean | undefined, boolean>;
  created_at: Instant;
  started_at: NullableInstant;
  finished_at: NullableInstant;
  /** The processes that died while they carried it on and got no further than `deaths_at` steps, and which one tries it again. */
  deaths: ColumnType<readonly string[], never, never>;
  deaths_at: ColumnType<number, never, never>;
  tried_by: ColumnType<string | null, never, string>;
}

export interface RunLogTable {
  id: Generated<string>;
  run: string;
  at: Instant;
  level: 'info' | 'warn' | 'error';
  text: string;
}

export interface HistoryTable {
  id: Generated<string>;
  environment: string;
  tenant: string;
  widget: string;
  connection: string;
  at: Instant;
  kind: string;
  action: string | null;
  who: string | null;
  outcome: string;
  message: string | null;
  duration: number | null;
  scheduled: ColumnType<boolean, boolean | undefined, boolean>;
  run: string | null;
}

/** Counters that flows add to, a row an hour. */
export interface CountersTable {
  connection: string;
  counter: string;
  hour: Instant;
  amount: number;
}

/** Names of counts already taken, so that a repeated step counts once. */
export interface CountedTable {
  run: string;
  name: string;
}

export interface OutboxTable {
  id: Generated<string>;
  environment: string;
  /** Null: for every tenant of the environment. */
  tenant: string | null;
  event: JsonColumn<JsonValue>;
  at: Instant;
}

export interface IdempotencyTable {
  /** Scope (environment, tenant, route) and key, hashed. */
  key: string;
  request_hash: string;
  /** Null while the first request is under way. */
  status: number | null;
  answer: string | null;
  at: Instant;
  /** The process that does the work. Null: one of the version before. */
  owner: ColumnType<string | null, string, string>;
}

/** When an action is due that a saved configuration asked to be run again and again. */
export interface SchedulesTable {
  connection: string;
  flow: string;
  action: string;
  minutes: number;
  next_at: Instant;
}

/** Processes and their heartbeats: what a dead one had under way is taken over. */
export interface ExecutorsTable {
  id: string;
  /** `-infinity`: it has left. */
  beat: ColumnType<never, RawBuilder<Date>, RawBuilder<Date>>;
}

/** Keys of the vault that may have sealed something here. */
export interface VaultKeysTable {
  id: string;
  /** The key's name, sealed with it: another key of that name does not open it. */
  check_value: string;
  at: Instant;
}

/** As rate-limiter-flexible reads and writes it. */
export interface RateLimitsTable {
  key: string;
  points: number;
  /** Milliseconds since 1970. */
  expire: string | null;
}

export interface Schema {
  widgets: WidgetsTable;
  widget_versions: WidgetVersionsTable;
  environments: EnvironmentsTable;
  environment_widgets: EnvironmentWidgetsTable;
  deployments: DeploymentsTable;
  images: ImagesTable;
  secrets: SecretsTable;
  environment_values: EnvironmentValuesTable;
  connections: ConnectionsTable;
  credentials: CredentialsTable;
  configurations: ConfigurationsTable;
  authorizations: AuthorizationsTable;
  runs: RunsTable;
  run_log: RunLogTable;
  history: HistoryTable;
  counters: CountersTable;
  counted: CountedTable;
  outbox: OutboxTable;
  idempotency: IdempotencyTable;
  schedules: SchedulesTable;
  executors: ExecutorsTable;
  rate_limits: RateLimitsTable;
  vault_keys: VaultKeysTable;
}

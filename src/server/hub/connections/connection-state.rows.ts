import { type Selectable, sql } from 'kysely';
import type { Scope } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import type {
  AuthorizationsTable,
  ConfigurationsTable,
  ConnectionsTable,
  CredentialsTable,
  RunsTable,
} from '../../platform/database/schema.js';

export type StoredCredential = Pick<
  Selectable<CredentialsTable>,
  'dependency' | 'connector' | 'status' | 'method' | 'account' | 'missing'
>;
export type StoredConfiguration = Pick<Selectable<ConfigurationsTable>, 'flow' | 'form' | 'values'>;

/** A run without what its flow is given and has done. */
export type RunLine = Omit<
  Selectable<RunsTable>,
  'environment' | 'tenant' | 'flow' | 'flow_version' | 'payload' | 'configuration' | 'steps' | 'removes'
>;

/** A sign-in, as far as everybody of the tenant may know it. */
export type SignInLine = Pick<
  Selectable<AuthorizationsTable>,
  'reference' | 'dependency' | 'status' | 'error' | 'said' | 'missing' | 'question' | 'expires_at'
>;

/** A connection with all that hangs on it, read in one statement: no change is seen by halves. */
export interface StoredConnection {
  readonly row: Selectable<ConnectionsTable>;
  readonly credentials: readonly StoredCredential[];
  readonly configurations: readonly StoredConfiguration[];
  /** Queued and running ones, oldest first. */
  readonly activeRuns: readonly RunLine[];
  /** The newest one that is over. */
  readonly lastRun: RunLine | undefined;
  /** The one under way. */
  readonly signIn: SignInLine | undefined;
}

type Answered = Selectable<ConnectionsTable> & {
  readonly credentials: readonly StoredCredential[];
  readonly configurations: readonly StoredConfiguration[];
  readonly active_runs: readonly RunLine[];
  readonly last_run: RunLine | null;
  readonly sign_in: SignInLine | null;
};

const runColumns = sql.raw(
  [
    'id, connection, widget, action, action_name, action_type, status, cancelling, progress_done, progress_total, progress_text',
    'message_header, message, error_code, error_message, started_by, scheduled, created_at, started_at, finished_at',
  ].join(', '),
);

/** What the database writes as JSON has texts for instants. */
const instant = <T extends Date | null>(text: T): T => (text === null ? null : new Date(text)) as T;

const toRun = (run: RunLine): RunLine => ({
  ...run,
  created_at: instant(run.created_at),
  started_at: instant(run.started_at),
  finished_at: instant(run.finished_at),
});

function toStored({ credentials, configurations, active_runs, last_run, sign_in, ...row }: Answered): StoredConnection {
  return {
    row,
    credentials,
    configurations,
    activeRuns: active_runs.map(toRun),
    lastRun: last_run === null ? undefined : toRun(last_run),
    signIn: sign_in === null ? undefined : { ...sign_in, expires_at: instant(sign_in.expires_at) },
  };
}

const withState = (queries: Queries, now: Date) =>
  queries
    .selectFrom('connections')
    .selectAll('connections')
    .select([
      sql<readonly StoredCredential[]>`(
        select coalesce(json_agg(json_build_object(
          'dependency', dependency, 'connector', connector, 'status', status, 'method', method, 'account', account, 'missing', missing
        )), '[]') from credentials where credentials.connection = connections.id)`.as('credentials'),
      sql<readonly StoredConfiguration[]>`(
        select coalesce(json_agg(json_build_object('flow', flow, 'form', form, 'values', "values")), '[]')
        from configurations where configurations.connection = connections.id)`.as('configurations'),
      sql<readonly RunLine[]>`(
        select coalesce(json_agg(to_json(run) order by run.created_at, run.id), '[]') from (
          select ${runColumns} from runs where runs.connection = connections.id and status in ('queued', 'running')
        ) run)`.as('active_runs'),
      sql<RunLine | null>`(
        select to_json(run) from (
          select ${runColumns} from runs where runs.connection = connections.id and status not in ('queued', 'running')
          order by created_at desc limit 1
        ) run)`.as('last_run'),
      sql<SignInLine | null>`(
        select to_json(sign_in) from (
          select reference, dependency, status, error, said, missing, question, expires_at from authorizations
          where authorizations.connection = connections.id and status in ('registered', 'started', 'bound', 'returned')
          and expires_at > ${now} order by created_at desc limit 1
        ) sign_in)`.as('sign_in'),
    ]);

/** Those of a tenant with some widgets, oldest first, as a part of a statement that answers them as JSON. */
export const statesOf = (queries: Queries, scope: Scope, widgets: readonly string[], now: Date) =>
  withState(queries, now)
    .where('environment', '=', scope.environment)
    .where('tenant', '=', scope.tenant)
    .where('widget', 'in', widgets)
    .orderBy('created_at')
    .orderBy('id');

/** A connection of a statement's JSON. */
export type AnsweredState = Answered;

export const storedState = (answered: AnsweredState): StoredConnection =>
  toStored({ ...answered, created_at: instant(answered.created_at), active_at: instant(answered.active_at) });

/** By its names. */
export async function storedConnection(
  queries: Queries,
  scope: Scope,
  { widget, key }: { readonly widget: string; readonly key: string },
  now: Date,
): Promise<StoredConnection | undefined> {
  const row = await withState(queries, now)
    .where('environment', '=', scope.environment)
    .where('tenant', '=', scope.tenant)
    .where('widget', '=', widget)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && toStored(row);
}

/** By the id of its row, for who knows whose it is. */
export async function storedConnectionById(queries: Queries, id: string, now: Date): Promise<StoredConnection | undefined> {
  const row = await withState(queries, now).where('connections.id', '=', id).executeTakeFirst();
  return row && toStored(row);
}

import type { Client } from 'pg';
import { connectionFault, placeOf } from './connection-fault.js';
import { StoreError } from './store-error.js';

export interface Inspected {
  /** Whoever asks next may get another connection: locks of a session and LISTEN come to nothing. */
  readonly isPooled: boolean;
  /** Where the tables are, or are to be. */
  readonly schema: string;
  /** The same for two addresses of one server and database. */
  readonly identity: string;
}

interface Facts {
  readonly encoding: string;
  readonly is_replica: boolean;
  readonly version: number;
  readonly identity: string;
  readonly current: string | null;
  readonly ours: string | null;
  readonly may_create: boolean | null;
  readonly has_public: boolean;
}

/** What every later question depends on. Our tables are where they are found, whatever schema comes before theirs by now. */
const question = `select current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_replica,
  current_setting('server_version_num')::int as version,
  concat_ws(' ', current_database(), (select oid from pg_database where datname = current_database()), extract(epoch from pg_postmaster_start_time())) as identity,
  current_schema() as current,
  (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace where pg_class.oid = to_regclass('integration_hub_migration')) as ours,
  case when current_schema() is not null then has_schema_privilege(current_schema(), 'create') end as may_create,
  coalesce((select has_schema_privilege(oid, 'create') from pg_namespace where nspname = 'public'), false) as has_public`;

const unsuitable = (text: string): StoreError => new StoreError('database_unsuitable', text);

const OLDEST = 130_000;

function schemaOf({ ours, current, may_create, has_public }: Facts, at: string, isPooled: boolean): string {
  if (ours !== null) return ours;
  if (current === null) {
    // A pooler would not keep what is set for a connection.
    if (has_public && !isPooled) return 'public';
    throw unsuitable(
      `The search path of the role leads to no schema of the database at ${at}: make one for the hub, create schema hub authorization the_role, and alter role the_role set search_path to hub`,
    );
  }
  if (may_create !== true)
    throw unsuitable(
      `The role may not make tables in the schema "${current}" of the database at ${at}: grant create on schema "${current}" to the_role, or give it one of its own`,
    );
  return current;
}

async function pidOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}

/**
 * Whether the connection is lent out between two questions: while another client holds one in a transaction, this one is asked where
 * it is. On a session of its own it is where it was, and nobody else is there.
 *
 * @param rounds how often it is tried; a pooler that hands out in turns may answer rightly by chance
 */
async function isLentOut(client: Client, other: Client, rounds: number): Promise<boolean> {
  const first = await pidOf(client);
  for (let round = 0; round < rounds; round++) {
    await other.query('begin read only');
    const [theirs, ours] = [await pidOf(other), await pidOf(client)];
    await other.query('rollback');
    if (theirs === first || ours !== first) return true;
  }
  return false;
}

/**
 * Looks whether a PostgreSQL database can be used, before anything relies on it.
 *
 * @param variable what the person who reads of a fault has set
 * @throws {StoreError} `database_refused`, `database_unreachable`, `database_unsuitable`, `database_failed`
 */
export async function inspectDatabase(makeClient: () => Client, url: string, variable: string): Promise<Inspected> {
  const clients: Client[] = [];
  try {
    const connect = async (): Promise<Client> => {
      const made = makeClient();
      // What is lost is noticed by the next question.
      made.on('error', () => undefined);
      clients.push(made);
      await made.connect();
      return made;
    };
    const client = await connect();
    const other = await connect();
    const {
      rows: [facts],
    } = await client.query<Facts>(question);
    if (facts === undefined) throw new Error('It answers nothing');
    const at = placeOf(url);
    if (facts.version < OLDEST)
      throw unsuitable(`${variable}: The database at ${at} is older than PostgreSQL 13, which is the oldest that is worked with`);
    if (facts.encoding !== 'UTF8')
      throw unsuitable(
        `${variable}: The database at ${at} is encoded in ${facts.encoding}, which cannot hold every text: make one with create database hub encoding 'UTF8' template template0`,
      );
    if (facts.is_replica)
      throw unsuitable(`${variable}: The database at ${at} is a replica that can only be read: write the address of the primary`);
    // A pooler greets with a process of its own making, which those that lend out connections do.
    const { processID } = client as unknown as { readonly processID: number | null };
    const isOwn = processID === (await pidOf(client));
    const isPooled = await isLentOut(client, other, isOwn ? 1 : 5);
    return { isPooled, schema: schemaOf(facts, at, isPooled), identity: facts.identity };
  } catch (cause) {
    throw cause instanceof StoreError ? cause : connectionFault(cause, url, variable);
  } finally {
    await Promise.allSettled(clients.map((each) => each.end()));
  }
}

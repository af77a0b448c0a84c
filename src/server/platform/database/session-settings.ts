import type { ClientBase } from 'pg';

/** Longer than anything that is asked for here takes, in milliseconds. */
const LONGEST_STATEMENT = 300_000;

/** What a pooler keeps apart for each of those that share a connection (PgBouncer, "client parameters"). */
const shared: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, MDY',
  timezone: 'UTC',
  standard_conforming_strings: 'on',
};

/** What is relied on here, whatever an administrator has set for the database or the role. */
const own: Readonly<Record<string, string>> = {
  ...shared,
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  transform_null_equals: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  statement_timeout: String(LONGEST_STATEMENT),
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
};

export interface SessionSettings {
  /** Where the tables are, or are to be. Before that is known: `undefined`, and what the database has set. */
  readonly schema: string | undefined;
  /** Others share its connections: what a pooler does not keep apart would be set for them as well. */
  readonly isPooled: boolean;
}

/** Sets a new connection to what is relied on, but for parameters that this version of the database does not know. */
export async function setSession(client: ClientBase, { schema, isPooled }: SessionSettings): Promise<void> {
  const wanted = isPooled
    ? shared
    : { ...own, ...(schema === undefined ? {} : { search_path: client.escapeIdentifier(schema) }) };
  await client.query(
    `select set_config(name, value, false) from unnest($1::text[], $2::text[]) as wanted (name, value)
     where current_setting(name, true) is not null`,
    [Object.keys(wanted), Object.values(wanted)],
  );
}

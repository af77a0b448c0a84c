import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningPostgresql, runPostgresql } from './postgresql/run-postgresql.js';

export interface DatabaseOptions {
  readonly port: number;
  /** Where its files outlive a restart. */
  readonly dataDirectory: string;
}

export interface DemoDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Where its files lie, or why it does not run here: all but the widget that asks for one works without. */
  readonly state: { readonly directory: string } | { readonly missing: string };
  close(): Promise<void>;
}

const user = 'cadence_writer';
const password = 'write-invoices';
const database = 'billing';

/** A real PostgreSQL server for the widget that asks for one: what a customer's own database would be. */
export async function startDatabase({ port, dataDirectory }: DatabaseOptions): Promise<DemoDatabase> {
  const address = { host: '127.0.0.1', port, user, password };
  const demo = { ...address, database };
  let run: RunningPostgresql | undefined;
  try {
    run = await runPostgresql({ directory: join(dataDirectory, 'postgresql'), user, password, port: async () => port });
    await makeSchema(address);
    const { directory, stop } = run;
    return { ...demo, state: { directory }, close: stop };
  } catch (cause) {
    await run?.stop();
    const missing = cause instanceof Error ? cause.message : String(cause);
    return { ...demo, state: { missing }, close: async () => undefined };
  }
}

/** What an earlier start was killed at is made now. */
async function makeSchema(address: { readonly host: string; readonly port: number }): Promise<void> {
  const inside = async (name: string, work: (client: Client) => Promise<void>): Promise<void> => {
    const client = new Client({ ...address, user, password, database: name });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  };
  await inside('postgres', async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  });
  await inside(database, async (client) => {
    await client.query('create schema if not exists reporting');
  });
}

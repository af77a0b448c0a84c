import { sql } from 'kysely';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import { definitionsChannel } from '../definitions/definitions.js';
import { announced, storedEvents } from '../events/event.rows.js';

/** Every environment that there is, `DRAFT` included. */
export async function environmentNames(queries: Queries): Promise<string[]> {
  const rows = await queries.selectFrom('environments').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

/**
 * Makes an environment where it is new, and holds it until the transaction ends: one change of what it shows after the other. Its pages
 * and every process are told.
 */
export async function changeEnvironment(transaction: Transaction, environment: string, at: Date): Promise<void> {
  await transaction
    .insertInto('environments')
    .values({ name: environment, created_at: at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ revision: sql`environments.revision + 1` }))
    .execute();
  // Without the widget: tenants hear of it that must not see it.
  const told = storedEvents({ environment, tenant: null }, [{ type: 'hub.changed' }], at);
  await sql`with told as (${told} returning id) ${announced}`.execute(transaction);
  await sql`select pg_notify(${definitionsChannel}, ${environment})`.execute(transaction);
}

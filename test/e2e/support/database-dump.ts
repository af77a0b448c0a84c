import { openDatabase } from '../../../src/server/platform/database/open-database.js';
import type { Place } from '../../support/secret-scanner.js';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every row of every table of every schema, as JSON. The backend whose data directory it is must not run. */
export async function dumpDatabase(dataDirectory: string): Promise<Place[]> {
  const database = await openDatabase({ dataDirectory });
  try {
    const tables = await database.pool.query<{ schema: string; name: string }>(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    const places: Place[] = [];
    for (const { schema, name } of tables.rows) {
      const { rows } = await database.pool.query<{ row: string }>(
        `select row_to_json(t)::text as row from ${quoted(schema)}.${quoted(name)} t`,
      );
      for (const { row } of rows) places.push({ area: 'database', name: `${schema}.${name}`, text: row });
    }
    return places;
  } finally {
    await database.close();
  }
}

import { defineConfigurationFlow, defineFlow } from 'integration-hub/server';
import { withDatabase } from '../connectors/postgresql.js';

/** Invoices of the host application: what its own database would answer. */
const invoices = (tenant: string) =>
  Array.from({ length: 120 }, (_, index) => ({
    number: `${tenant.toUpperCase().slice(0, 4)}-${String(index + 1).padStart(4, '0')}`,
    cents: 4900 + ((index * 7919) % 90_000),
  }));

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Which table of the connected database the invoices go to: its schemas are read live. */
export const postgresqlSettings = defineConfigurationFlow({
  key: 'postgresql_settings',
  name: 'Where to write',
  version: '1',
  steps: [
    {
      key: 'table',
      title: 'Where to write',
      fields: [
        { key: 'schema', type: 'select', label: 'Schema', required: true, dynamic: true },
        {
          key: 'table',
          type: 'text',
          label: 'Table',
          description: 'Made when it is not there yet',
          required: true,
          default: 'invoices',
          maximumLength: 63,
          pattern: '[a-z_][a-z0-9_]*',
          patternMessage: 'Use small letters, digits and underscores',
        },
      ],
    },
  ],
  options: {
    async schema(context, { search }) {
      const credential = await context.credential('postgresql');
      const rows = await withDatabase(credential, async (client) => {
        const answer = await client.query<{ name: string }>(
          `select nspname as name from pg_namespace
           where nspname !~ '^pg_' and nspname <> 'information_schema' and nspname ilike '%' || $1 || '%'
             and has_schema_privilege(oid, 'CREATE') order by nspname limit 100`,
          [search ?? ''],
        );
        return answer.rows;
      });
      return { options: rows.map(({ name }) => ({ label: name, value: name })) };
    },
  },
});

/** Writes the tenant's invoices into the chosen table; a repeated step changes nothing. */
export const postgresqlExport = defineFlow({
  key: 'postgresql_export',
  name: 'Invoices to PostgreSQL',
  version: '1',
  async run(context) {
    const { schema, table } = context.configuration['postgresql_settings'] as { schema: { value: string }; table: string };
    const target = `${identifier(schema.value)}.${identifier(table)}`;
    await context.step('Prepare the table', async () => {
      const credential = await context.credential('postgresql');
      await withDatabase(credential, (client) =>
        client.query(`create table if not exists ${target} (number text primary key, cents bigint not null)`),
      );
      return null;
    });
    const rows = invoices(context.tenant);
    const size = 20;
    for (let start = 0; start < rows.length; start += size) {
      await context.progress({ done: start, total: rows.length, text: 'Writing invoices' });
      const page = rows.slice(start, start + size);
      await context.step('Write invoices', async () => {
        const credential = await context.credential('postgresql');
        await withDatabase(credential, (client) =>
          client.query(
            `insert into ${target} select * from unnest($1::text[], $2::bigint[]) on conflict (number) do update set cents = excluded.cents`,
            [page.map(({ number }) => number), page.map(({ cents }) => cents)],
          ),
        );
        return null;
      });
    }
    await context.progress({ done: rows.length, total: rows.length, text: 'Writing invoices' });
    await context.count('rows', rows.length);
    return { userMessageHeader: 'Invoices written', userMessage: `${rows.length} invoices are in ${schema.value}.${table}.` };
  },
});

import { CredentialsRefusedError, defineConnector, type TypedCredential } from 'integration-hub/server';
import { Client } from 'pg';

const logo =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Crect%20width='40'%20height='40'%20rx='9'%20fill='%23334a5e'/%3E%3Cellipse%20cx='20'%20cy='12.5'%20rx='9'%20ry='3.5'%20fill='%23fff'/%3E%3Cpath%20d='M11%2016.5c0%202%204%203.5%209%203.5s9-1.500%209-3.500v3.500c0%202-4%203.500-9%203.500s-9-1.500-9-3.500zM11%2024c0%202%204%203.500%209%203.500s9-1.500%209-3.500v3.500c0%202-4%203.500-9%203.500s-9-1.500-9-3.500z'%20fill='%23fff'/%3E%3C/svg%3E";

/** Which field each of the server's refusals is about (PostgreSQL error codes, and those of the network). */
const blame: Readonly<Record<string, { readonly field: string; readonly said?: string }>> = {
  '28P01': { field: 'password' },
  '28000': { field: 'user' },
  '3D000': { field: 'database' },
  ENOTFOUND: { field: 'host', said: 'No server has this name' },
  EAI_AGAIN: { field: 'host', said: 'No server has this name' },
  ECONNREFUSED: { field: 'port', said: 'Nothing answers on this port' },
  ETIMEDOUT: { field: 'host', said: 'The server did not answer' },
  EHOSTUNREACH: { field: 'host', said: 'The server cannot be reached' },
};

/** Opens a connection, hands it to `work`, and closes it. */
export async function withDatabase<T>({ values }: TypedCredential, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    host: String(values['host']),
    port: Number(values['port']),
    database: String(values['database']),
    user: String(values['user']),
    password: String(values['password']),
    ssl: values['tls'] === true ? { rejectUnauthorized: true } : false,
    connectionTimeoutMillis: 8000,
    query_timeout: 20_000,
  });
  // A server that goes away between two queries must not end this process.
  client.on('error', (cause) => console.error(`postgresql: ${cause.message}`));
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

export const postgresql = defineConnector({
  key: 'postgresql',
  name: 'PostgreSQL',
  description: 'Tables of a PostgreSQL database.',
  category: 'Databases',
  images: [{ url: logo, theme: 'default' }],
  methods: [
    {
      method: 'custom_input',
      fields: [
        {
          key: 'host',
          type: 'text',
          label: 'Host',
          description: 'For example db.acme.example',
          required: true,
          maximumLength: 253,
          pattern: '(?!https?://)[A-Za-z0-9._:-]+',
          patternMessage: 'Enter a host name without https://',
        },
        {
          key: 'port',
          type: 'number',
          label: 'Port',
          description: 'Usually 5432',
          required: true,
          default: 5432,
          minimum: 1,
          maximum: 65_535,
          step: 1,
        },
        { key: 'database', type: 'text', label: 'Database', required: true, maximumLength: 63 },
        { key: 'user', type: 'text', label: 'User', required: true, maximumLength: 63 },
        { key: 'password', type: 'password', label: 'Password', required: true, maximumLength: 200 },
        { key: 'tls', type: 'checkbox', label: 'Require TLS', description: 'Refuses servers without a valid certificate' },
      ],
    },
  ],
  async test(credential) {
    try {
      return await withDatabase(credential, async (client) => {
        const { rows } = await client.query<{ account: string }>(
          "select current_user || ' on ' || current_database() as account",
        );
        return { account: rows[0]?.account ?? 'connected' };
      });
    } catch (cause) {
      const { code, message } = cause as { code?: string; message?: string };
      const known = code === undefined ? undefined : blame[code];
      throw new CredentialsRefusedError(known?.said ?? message ?? 'The server refused', known?.field);
    }
  },
});

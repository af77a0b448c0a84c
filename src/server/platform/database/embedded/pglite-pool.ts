import type { Pool, PoolConfig } from 'pg';
import { loadPg } from '../peers.js';
import { PGliteConnection } from './pglite-connection.js';
import type { PGliteSession } from './pglite-session.js';

/** How a client of node-postgres reaches the session. */
export function pgliteClientConfig(session: PGliteSession): PoolConfig {
  // `ssl` is said, or PGSSLMODE of the environment would ask the stream for it.
  return { stream: () => new PGliteConnection(session), ssl: false };
}

/**
 * A pool of node-postgres over PGlite. Its clients, parsers and errors are the real ones, only the socket is not: so Kysely, DBOS and
 * the rate limiter run on it as they do on PostgreSQL. A transaction must not wait for a second client of the pool: it has the session.
 *
 * @param max clients at once; they share one session, so that more do not make it faster
 */
export async function createPGlitePool(session: PGliteSession, max = 10): Promise<Pool> {
  const { Pool } = await loadPg('embedded');
  // A client costs nothing here, and its prepared statements stay in the session: none is thrown away for being idle.
  return new Pool({ ...pgliteClientConfig(session), max, idleTimeoutMillis: 0 });
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { StoreError } from './store-error.js';

const LONGEST_WAIT = 300_000;

/** 'integration-hub boot', as the server hashes it. */
const key = "hashtext('integration-hub boot')";

/**
 * Does `work` while this session, of all the servers on the database, holds the boot lock. The lock is asked for again and again: a
 * session that waits for it would hold a snapshot, for which DBOS's CREATE INDEX CONCURRENTLY waits in turn, for ever.
 *
 * @param client not connected yet, used for nothing else
 * @param prepare what is done once it is connected
 * @throws {StoreError} `boot_lock_timeout` after five minutes, `boot_lock_lost`
 */
export async function withSessionLock<Result>(
  client: Client,
  work: () => Promise<Result>,
  prepare: (client: Client) => Promise<void> = async () => undefined,
): Promise<Result> {
  // The loss is noticed where it matters: when the lock is given back.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await prepare(client);
    const deadline = Date.now() + LONGEST_WAIT;
    while (!(await isLocked(client))) {
      if (Date.now() > deadline) {
        throw new StoreError('boot_lock_timeout', 'Another server has been starting on this database for five minutes');
      }
      await pause(100 + Math.random() * 100);
    }
    const result = await work();
    await unlock(client);
    return result;
  } finally {
    await client.end();
  }
}

async function isLocked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`select pg_try_advisory_lock(${key}) as locked`);
  return rows[0]?.locked === true;
}

/** @throws {StoreError} `boot_lock_lost`: the database is asked, since it knows of a loss before this end of the connection does */
async function unlock(client: Client): Promise<void> {
  let cause: unknown;
  try {
    const { rows } = await client.query<{ held: boolean }>(`select pg_advisory_unlock(${key}) as held`);
    if (rows[0]?.held === true) return;
  } catch (error) {
    cause = error;
  }
  throw new StoreError('boot_lock_lost', 'The connection that held the boot lock was lost', { cause });
}

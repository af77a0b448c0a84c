import { execFile } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashOf } from './build-stamps.js';
import { nodeArguments } from './node-arguments.js';

/** What decides how a database looks that a server has made its tables in. */
const sources = [
  'src/server/platform/database',
  'test/support/migrated-database.ts',
  'node_modules/@electric-sql/pglite/package.json',
  'node_modules/@dbos-inc/dbos-sdk/package.json',
];

let template: Promise<string> | undefined;

/**
 * A data directory of the embedded database that holds the tables of a server. Making one takes seconds and much memory: it is kept in
 * the system's temporary directory, by what it was made from, and copied.
 */
export function embeddedTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

export async function copyEmbeddedTemplate(dataDirectory: string): Promise<void> {
  cpSync(await embeddedTemplate(), dataDirectory, { recursive: true });
}

async function makeTemplate(): Promise<string> {
  for (const source of sources) if (!existsSync(source)) throw new Error(`${source} is not where a template is made from`);
  const kept = join(tmpdir(), `integration-hub-test-template-${hashOf(sources).slice(0, 16)}-${userInfo().uid}`);
  if (existsSync(kept)) return kept;
  const directory = await mkdtemp(`${kept}-`);
  const file = new URL('./processes/make-tables.ts', import.meta.url);
  await promisify(execFile)(process.execPath, [...nodeArguments(file), directory]);
  try {
    await rename(directory, kept);
  } catch (error) {
    // Another test process was faster.
    if (!existsSync(kept)) throw error;
    await rm(directory, { recursive: true, force: true });
  }
  return kept;
}

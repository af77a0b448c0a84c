import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createPGlitePool } from '../../../../../src/server/platform/database/embedded/pglite-pool.js';
import { PGliteSession } from '../../../../../src/server/platform/database/embedded/pglite-session.js';
import { makeDatabase, PGliteThread } from '../../../../../src/server/platform/database/embedded/pglite-thread.js';
import { openDatabase } from '../../../../../src/server/platform/database/open-database.js';
import { startProcess, type TestProcess } from '../../../../support/child-process.js';
import { createTemporaryDirectory, onEmbedded } from '../../../../support/databases.js';
import { until } from '../../../../support/until.js';

const processes: TestProcess[] = [];

/** Of the names and contents of all files below a directory. */
async function digestOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of (await readdir(directory, { recursive: true, withFileTypes: true })).filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    hash.update(path).update(await readFile(path));
  }
  return hash.digest('hex');
}

function start(name: string, ...parameters: string[]): TestProcess {
  const process = startProcess(new URL(`./processes/${name}.ts`, import.meta.url), ...parameters);
  processes.push(process);
  return process;
}

describe('the embedded database', () => {
  after(async () => {
    for (const process of processes) process.kill('SIGKILL');
    await Promise.all(processes.map(({ exit }) => exit));
  });

  onEmbedded(({ open, place }) => {
    const newDirectory = async () => {
      const where = await place();
      assert.ok('dataDirectory' in where);
      return where.dataDirectory;
    };

    it('is made on the first start, also after a first start that was killed, for its owner alone', async () => {
      const parent = await createTemporaryDirectory();
      const dataDirectory = join(parent, 'data');
      await mkdir(join(dataDirectory, 'postgresql.new', 'base'), { recursive: true, mode: 0o700 });
      const database = await open({ dataDirectory });
      assert.deepEqual((await database.pool.query('select 1 as one')).rows, [{ one: 1 }]);
      for (const directory of [dataDirectory, join(dataDirectory, 'postgresql')]) {
        assert.equal((await stat(directory)).mode & 0o777, 0o700);
      }
      await database.close();
      assert.deepEqual(await readdir(dataDirectory), ['postgresql']);
    });

    it('is the same whether it was unpacked, or made anew where there is nothing to unpack that PGlite can read', async () => {
      const parent = await createTemporaryDirectory();
      const unreadable = join(parent, 'unreadable.tgz');
      await writeFile(unreadable, 'Not an archive');
      const madeFrom = async (name: string, packed?: string) => {
        const dataDirectory = join(parent, name);
        const cluster = join(dataDirectory, 'postgresql');
        await mkdir(cluster, { recursive: true, mode: 0o700 });
        await makeDatabase(cluster, packed);
        const { mtimeMs } = await stat(join(cluster, 'base/1/PG_VERSION'));
        const { pool, close } = await open({ dataDirectory });
        const rowsOf = async (query: string) => (await pool.query(query)).rows;
        const found = {
          databases: await rowsOf('select datname, encoding, datlocprovider, datcollate, datctype from pg_database order by 1'),
          settings: await rowsOf("select name, setting from pg_settings where name <> 'data_directory' order by 1"),
          roles: await rowsOf('select rolname, rolsuper, rolbypassrls from pg_roles order by 1'),
          functions: await rowsOf('select count(*), max(oid) from pg_proc'),
        };
        await close();
        return { found, isFresh: mtimeMs > Date.now() - 60 * 60_000 };
      };
      const unpacked = await madeFrom('unpacked');
      const anew = await madeFrom('anew', unreadable);
      assert.deepEqual([unpacked.isFresh, anew.isFresh], [false, true]);
      assert.deepEqual(unpacked.found, anew.found);
    });

    it('does not start over a damaged directory, says what is missing, and leaves everything as it is', async () => {
      const dataDirectory = await newDirectory();
      const cluster = join(dataDirectory, 'postgresql');
      const refused = (...words: string[]) =>
        assert.rejects(openDatabase({ dataDirectory }), (error: Error & { code?: string }) => {
          assert.equal(error.code, 'database_damaged');
          for (const word of [cluster, 'backup', ...words]) assert.ok(error.message.includes(word), error.message);
          return true;
        });
      for (const name of ['PG_VERSION', 'global/pg_control', 'base', 'pg_wal', 'pg_xact']) {
        await rename(join(cluster, name), join(dataDirectory, 'away'));
        const left = await readdir(cluster);
        await refused(name);
        assert.deepEqual(await readdir(cluster), left);
        await rename(join(dataDirectory, 'away'), join(cluster, name));
      }
      const [segment = ''] = (await readdir(join(cluster, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name));
      const log = join('pg_wal', segment);
      const damages: readonly (readonly [name: string, size: number, said: string])[] = [
        ['PG_VERSION', 0, 'PG_VERSION names no version'],
        ['global/pg_control', 0, 'global/pg_control is cut off'],
        ['global/pg_control', 4096, 'global/pg_control is cut off'],
        [log, 0, `${log} is cut off`],
        [log, 1_000_000, `${log} is cut off`],
        ['base/1/PG_VERSION', 0, 'base/1/PG_VERSION names no version'],
      ];
      for (const [name, size, said] of damages) {
        const whole = await readFile(join(cluster, name));
        await truncate(join(cluster, name), size);
        const before = await digestOf(cluster);
        await refused(said);
        assert.equal(await digestOf(cluster), before, `${name} of ${size} bytes`);
        await writeFile(join(cluster, name), whole);
      }
      for (const [name, said] of [
        ['pg_wal', 'pg_wal holds no part of the log'],
        ['base', 'base holds no database'],
      ] as const) {
        await rename(join(cluster, name), join(dataDirectory, 'away'));
        await mkdir(join(cluster, name));
        await refused(said);
        assert.deepEqual(await readdir(join(cluster, name)), [], name);
        await rm(join(cluster, name), { recursive: true });
        await rename(join(dataDirectory, 'away'), join(cluster, name));
      }
      const version = await readFile(join(cluster, 'PG_VERSION'));
      await rm(join(cluster, 'PG_VERSION'));
      await mkdir(join(cluster, 'PG_VERSION'));
      await refused('PG_VERSION names no version');
      await rm(join(cluster, 'PG_VERSION'), { recursive: true });
      await writeFile(join(cluster, 'PG_VERSION'), version);
      await rename(join(cluster, 'pg_multixact'), join(dataDirectory, 'away'));
      await refused();
      await rename(join(dataDirectory, 'away'), join(cluster, 'pg_multixact'));
      await (await open({ dataDirectory })).close();
    });

    it('makes no database beside keys that belong to one', async () => {
      const dataDirectory = await createTemporaryDirectory();
      await writeFile(join(dataDirectory, 'vault.keys'), 'kept');
      await assert.rejects(openDatabase({ dataDirectory }), { code: 'database_damaged' });
      assert.deepEqual(await readdir(dataDirectory), ['vault.keys']);
    });

    it('loses nothing that it acknowledged when its process is killed', async () => {
      const dataDirectory = await newDirectory();
      let acknowledged = 0;
      for (const enough of [60, 130]) {
        const writer = start('write-rows', dataDirectory);
        await until(() => writer.lines.length > enough - acknowledged, { timeout: 60_000 });
        writer.kill('SIGKILL');
        assert.equal(await writer.exit, 'SIGKILL');
        acknowledged = Number(writer.lines.at(-1));
      }
      const database = await open({ dataDirectory });
      const { rows } = await database.pool.query('select count(*)::int as rows, max(number)::int as last from written');
      assert.ok(rows[0].last >= acknowledged, `${rows[0].last} of ${acknowledged}`);
      assert.equal(rows[0].rows, rows[0].last);
      await database.pool.query('reindex table written');
      await database.close();
    });

    it('refuses a second process, until the first is killed', async () => {
      const dataDirectory = await newDirectory();
      const first = start('hold-directory', dataDirectory);
      await until(() => first.lines[0] === 'opened', { timeout: 60_000 });
      const second = start('hold-directory', dataDirectory);
      await until(() => second.lines.length > 0, { timeout: 60_000 });
      assert.match(second.lines[0] ?? '', new RegExp(`^data_directory_in_use .* process ${first.pid} `));
      await assert.rejects(openDatabase({ dataDirectory }), { code: 'data_directory_in_use' });
      first.kill('SIGKILL');
      await first.exit;
      await (await open({ dataDirectory })).close();
    });

    it('leaves the event loop free while it works', async () => {
      const database = await open();
      let last = performance.now();
      let longestGap = 0;
      const timer = setInterval(() => {
        const now = performance.now();
        longestGap = Math.max(longestGap, now - last);
        last = now;
      }, 5);
      const started = performance.now();
      await database.pool.query('select count(*) from generate_series(1, 2000000) as n where md5(n::text) is null');
      const duration = performance.now() - started;
      clearInterval(timer);
      assert.ok(duration > 300, `The query took ${duration} ms only: that shows nothing`);
      assert.ok(longestGap < duration / 4, `A gap of ${longestGap} ms while the query took ${duration} ms`);
      await database.close();
    });

    it('runs one piece of boot work at a time', async () => {
      const database = await open();
      const log: string[] = [];
      const boot = (name: string) =>
        database.withBootLock(async () => {
          log.push(`${name} in`);
          await database.pool.query('select 1');
          log.push(`${name} out`);
        });
      const failing = database.withBootLock(() => Promise.reject(new Error('no boot')));
      await assert.rejects(failing, { message: 'no boot' });
      await Promise.all([boot('a'), boot('b')]);
      assert.deepEqual(log, ['a in', 'a out', 'b in', 'b out']);
      await database.close();
    });

    describe('whose thread is at hand', () => {
      const startPool = async (turnTimeout: number) => {
        const thread = await PGliteThread.start(join(await newDirectory(), 'postgresql'));
        const pool = await createPGlitePool(new PGliteSession(thread, { turnTimeout }));
        return { thread, pool };
      };

      it('fails a query that waits too long for another client, instead of for ever', async () => {
        const { thread, pool } = await startPool(100);
        const client = await pool.connect();
        await client.query('begin');
        await assert.rejects(pool.query('select 1'), { code: '55P03' });
        await client.query('commit');
        client.release();
        assert.deepEqual((await pool.query('select 1 as one')).rows, [{ one: 1 }]);
        await pool.end();
        await thread.close();
      });

      it('fails the queries under way and all later ones when the thread dies', async () => {
        const { thread, pool } = await startPool(30_000);
        const errors: Error[] = [];
        pool.on('error', (error) => errors.push(error));
        pool.on('connect', (client) => client.on('error', (error) => errors.push(error)));
        await pool.query('select 1');
        const slow = pool.query('select pg_sleep(60)');
        const waiting = pool.query('select 2');
        await Promise.all([
          assert.rejects(slow, { code: 'database_failed' }),
          assert.rejects(waiting, { code: 'database_failed' }),
          thread.terminate(),
        ]);
        await assert.rejects(pool.query('select 3'), { code: 'database_failed' });
        await pool.end();
      });
    });
  });

  it('says what went wrong when its files are not a database', async () => {
    const directory = await mkdtemp(join(await createTemporaryDirectory(), 'x'));
    await mkdir(join(directory, 'postgresql', 'base'), { recursive: true });
    await assert.rejects(PGliteThread.start(join(directory, 'missing', 'deeper')), { code: 'database_failed' });
  });
});

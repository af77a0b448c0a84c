import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as lasts } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../../../src/server/platform/database/open-database.js';
import { startProcess, type TestProcess } from '../../../support/child-process.js';
import { createTemporaryDirectory, onPostgresql } from '../../../support/databases.js';
import { type PostgresqlServer, startPostgresqlServer } from '../../../support/postgresql-server.js';
import { until } from '../../../support/until.js';
import { createWay, type Way } from '../../../support/way.js';
import { connectTo, createFlowServices, type FlowServices } from './test-services.js';

/** Longer than a process may be silent. */
const fault = 8000;
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 1);
const runsARound = 6;
const processFile = new URL('./fault-process.ts', import.meta.url);

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          Number(
            readFileSync(`/proc/${pid}/stat`, 'utf8')
              .replace(/^.*\) /s, '')
              .split(' ')[1],
          ) === parent
        );
      } catch {
        return false;
      }
    });

onPostgresql((databases) => {
  const reason = process.platform === 'linux' ? false : 'it looks for the processes of the database in /proc';
  describe('two processes', { skip: reason }, () => {
    let server: PostgresqlServer;
    let way: Way;
    let database: Database;
    let world: FlowServices;
    let effects: string;
    let processes: TestProcess[];
    let round = 0;

    before(async () => {
      server = await startPostgresqlServer();
      const place = { url: await server.createDatabase() };
      database = await databases.open(place);
      world = await createFlowServices(database, []);
      way = await createWay(place);
      effects = join(await createTemporaryDirectory(), 'effects');
      await writeFile(effects, '');
      processes = [0, 1].map(() => startProcess(processFile, way.url, effects));
      for (const child of processes) await until(() => child.lines.includes('ready'), { timeout: 60_000 });
    });
    after(async () => {
      for (const child of processes) child.send('end');
      for (const child of processes) assert.equal(await child.exit, 0);
      way.close();
      await database.close();
      await server.stop();
    });

    const begun = async () =>
      (await readFile(effects, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [run = '', step = '', at = '', pid = ''] = line.split(' ');
          return { run, step, at: Number(at), pid: Number(pid) };
        });

    /** Runs of several tenants, during which something happens. */
    async function survives(test: TestContext, happens: (carriers: readonly number[]) => Promise<void>): Promise<void> {
      for (let turn = 0; turn < rounds; turn++) {
        round += 1;
        const ids: string[] = [];
        for (let index = 0; index < runsARound; index++) {
          const connection = await connectTo(database, { environment: 'LIVE', tenant: `tenant-${index}` }, `widget-${round}`);
          const { run } = await world.store(connection, { key: 'eight', flow: 'eight' }, { flowVersion: '1' });
          ids.push(run.id);
        }
        // In the step that takes longest, all of them.
        const inTheMiddle = async () => (await begun()).filter(({ run, step }) => ids.includes(run) && step === '3');
        await until(async () => new Set((await inTheMiddle()).map(({ run }) => run)).size === ids.length, { timeout: 60_000 });
        await happens((await inTheMiddle()).map(({ pid }) => pid));
        const ended = await Promise.all(
          ids.map((id) =>
            until(
              async () => {
                const run = await database.queries.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
                return run.finished_at === null ? undefined : run;
              },
              { timeout: 90_000 },
            ),
          ),
        );
        const { rows: recorded } = await sql<{ run: string; step: string; at: string }>`
          select workflow_uuid as run, substr(function_name, 6) as step, completed_at_epoch_ms as at
          from integration_hub_flows.operation_outputs
          where function_name like 'Step %' and workflow_uuid in (${sql.join(ids)})`.execute(database.queries);
        const all = (await begun()).filter(({ run }) => ids.includes(run));
        const again = all.filter(({ run, step, at }) =>
          recorded.some((other) => other.run === run && other.step === step && Number(other.at) < at),
        );
        test.diagnostic(`${runsARound} runs, ${all.length - recorded.length} steps repeated, ${again.length} of them recorded`);
        assert.deepEqual(
          ended.map(({ status, error_code: code }) => [status, code]),
          ids.map(() => ['succeeded', null]),
        );
        assert.equal(recorded.length, 8 * ids.length);
        assert.deepEqual(again, []);
        const counted = await database.queries
          .selectFrom('counters')
          .innerJoin('runs', 'runs.connection', 'counters.connection')
          .select(({ fn }) => fn.sum<string>('amount').as('sum'))
          .where('runs.id', 'in', ids)
          .executeTakeFirstOrThrow();
        assert.equal(Number(counted.sum), 8 * ids.length);
      }
    }

    it('lose no run and repeat no recorded step where one of them is paused', (test) =>
      survives(test, async (carriers) => {
        const child = processes.find(({ pid }) => carriers.includes(pid));
        assert.ok(child);
        child.kill('SIGSTOP');
        await lasts(fault);
        child.kill('SIGCONT');
      }));

    it('lose no run and repeat no recorded step where their database is frozen', (test) =>
      survives(test, async () => {
        const { rows } = await sql<{ setting: string }>`select current_setting('data_directory') as setting`.execute(
          database.queries,
        );
        const postmaster = Number((await readFile(join(rows[0]?.setting ?? '', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        const all = [postmaster, ...childrenOf(postmaster)];
        for (const pid of all) process.kill(pid, 'SIGSTOP');
        await lasts(fault);
        for (const pid of all) process.kill(pid, 'SIGCONT');
      }));

    it('lose no run and repeat no recorded step where their database is away', (test) =>
      survives(test, async () => {
        way.cut();
        await lasts(fault);
        way.mend();
      }));
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as lasts } from 'node:timers/promises';
import { startProcess, type TestProcess } from '../../../support/child-process.js';
import { type DatabasePlace, eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices } from '../runner/test-services.js';
import { scheduled, scheduledDefinitions, sync } from './scheduled.js';

const processFile = new URL('./schedule-process.ts', import.meta.url);
const faults = Number(process.env['FAULT_ROUNDS'] ?? 3);
const schedules = 100;
/** When they are started: a second after the process is ready, and for about as long. */
const atWork = { from: 900, for: 1100 };

const start = async (place: DatabasePlace): Promise<TestProcess> => {
  const child = startProcess(processFile, 'url' in place ? place.url : place.dataDirectory);
  await until(() => child.lines.includes('ready'), { timeout: 60_000 });
  return child;
};

eachDatabase((databases) => {
  const kinds = databases.kind === 'embedded' ? (['kill'] as const) : (['kill', 'drop'] as const);
  for (const kind of kinds)
    it(`a hundred schedules that are due start once each, whenever ${kind === 'kill' ? 'the process is killed' : 'connections drop'}`, async (test) => {
      const place = await databases.place();
      const database = await databases.open(place);
      await createFlowServices(database, [sync], { definitions: scheduledDefinitions });
      for (let index = 0; index < schedules; index++)
        await scheduled(database, 'due', 61 * 60_000, { tenant: `tenant-${index}`, minutes: 60 });
      if ('dataDirectory' in place) await database.close();

      const moments = Array.from({ length: faults }, () => Math.round(atWork.from + Math.random() * atWork.for));
      test.diagnostic(`after ${moments.join(', ')} ms`);
      let child = await start(place);
      for (const moment of moments) {
        await lasts(moment);
        if (kind === 'kill') {
          child.kill('SIGKILL');
          await child.exit;
          child = await start(place);
        } else
          await database.pool.query(
            'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
          );
      }
      await until(() => child.lines.includes('nothing is due'), { timeout: 60_000 });
      child.kill('SIGKILL');
      await child.exit;
      const { queries } = 'url' in place ? database : await databases.open(place);
      const started = await queries.selectFrom('runs').select(['connection', 'scheduled']).execute();
      assert.equal(new Set(started.map(({ connection }) => connection)).size, schedules);
      assert.equal(started.length, schedules);
    });
});

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { startProcess } from '../../../support/child-process.js';
import { createTemporaryDirectory, eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';

const processFile = new URL('./crash-process.ts', import.meta.url);

eachDatabase((databases) => {
  it('goes on from the last finished step each time the process is killed in the middle', async () => {
    const place = await databases.place();
    const where = 'url' in place ? place.url : place.dataDirectory;
    const effects = join(await createTemporaryDirectory(), 'effects');
    await writeFile(effects, '');
    const written = async () => (await readFile(effects, 'utf8')).split('\n').filter(Boolean).map(Number);
    let kills = 0;
    for (const target of [5, 14, 27]) {
      const child = startProcess(processFile, where, effects, kills === 0 ? 'start' : 'continue');
      await until(async () => new Set(await written()).size >= target, { timeout: 30_000 });
      child.kill('SIGKILL');
      await child.exit;
      kills += 1;
    }
    const last = startProcess(processFile, where, effects, 'continue');
    assert.equal(await last.exit, 0);
    assert.ok(last.lines.includes('over Forty'));
    const all = await written();
    assert.deepEqual(
      [...new Set(all)],
      Array.from({ length: 40 }, (_, index) => index),
    );
    assert.ok(all.length - 40 <= kills, `${all.length - 40} steps were repeated after ${kills} kills`);
    assert.deepEqual(
      all,
      [...all].sort((a, b) => a - b),
    );
  });
});

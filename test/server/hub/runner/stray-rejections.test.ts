import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startProcess, type TestProcess } from '../../../support/child-process.js';
import { onEmbedded } from '../../../support/databases.js';

const processFile = new URL('./stray-process.ts', import.meta.url);

onEmbedded((databases) => {
  const start = async (...parameters: string[]): Promise<TestProcess> => {
    const place = await databases.place();
    assert.ok('dataDirectory' in place);
    return startProcess(processFile, place.dataDirectory, ...parameters);
  };

  describe('a promise that a flow does not wait for', () => {
    it('ends neither the process nor the run when it fails, and is logged with its run', async () => {
      const child = await start();
      assert.equal(await child.exit, 0, child.lines.join('\n'));
      const [, run = ''] = /^(run_[\w-]+) succeeded Survived$/m.exec(child.lines.join('\n')) ?? [];
      assert.notEqual(run, '', child.lines.join('\n'));
      const stray = child.lines.filter((line) => line === `error A flow waits for no answer of a promise that failed ${run}`);
      assert.equal(stray.length, 11, child.lines.join('\n'));
    });

    it('takes nobody else in its care', async () => {
      const child = await start('of somebody else');
      assert.equal(await child.exit, 1);
      assert.match(child.lines.join('\n'), / succeeded Survived$/m);
    });
  });
});

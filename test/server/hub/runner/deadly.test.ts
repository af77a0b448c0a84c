import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProcess } from '../../../support/child-process.js';
import { eachDatabase } from '../../../support/databases.js';

const processFile = new URL('./deadly-process.ts', import.meta.url);

eachDatabase((databases) => {
  it('a run that ended its process three times is ended as interrupted, and no other one with it', async () => {
    const place = await databases.place();
    const where = 'url' in place ? place.url : place.dataDirectory;
    const exits: (number | NodeJS.Signals)[] = [];
    let lines: readonly string[] = [];
    for (let turn = 0; turn < 6 && exits.at(-1) !== 0; turn++) {
      const child = startProcess(processFile, where, turn === 0 ? 'start' : 'go on');
      exits.push(await child.exit);
      ({ lines } = child);
    }
    assert.deepEqual(exits, ['SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
    assert.deepEqual([...lines].sort(), ['asleep running 0', 'beside succeeded Lived', 'deadly failed interrupted']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { every, whereNeeded } from '../../../../src/server/hub/upkeep/every.js';
import { Background } from '../../../../src/server/platform/background.js';
import { memoryLog } from '../../../support/server.js';
import { until } from '../../../support/until.js';

describe('the jobs of the upkeep', () => {
  it('are done again and again, beside one that fails and one that never ends', async () => {
    const { log, lines } = memoryLog();
    const background = new Background(log);
    const turns = { failing: 0, sound: 0, endless: 0 };
    let release = (): void => undefined;
    every(background, log, [
      {
        name: 'failing',
        interval: 1,
        work: async () => {
          turns.failing += 1;
          throw new Error('broken');
        },
      },
      {
        name: 'endless',
        interval: 1,
        work: () => {
          turns.endless += 1;
          return new Promise((resolve) => {
            release = resolve;
          });
        },
      },
      {
        name: 'sound',
        interval: 1,
        work: async () => {
          turns.sound += 1;
        },
      },
    ]);
    await until(() => turns.failing > 3 && turns.sound > 3);
    assert.equal(turns.endless, 1, 'a job never overtakes itself');
    assert.ok(lines.filter(({ fields }) => fields['job'] === 'failing').length >= 3);
    assert.ok(lines.every(({ fields }) => fields['job'] === 'failing'));
    release();
    await background.stop();
    const after = { ...turns };
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(turns, after, 'nothing begins once it is stopped');
  });

  it('are begun where one look finds something for them, and all of them where the look fails', async () => {
    const { log, lines } = memoryLog();
    const background = new Background(log);
    const turns = { idle: 0, needed: 0, endless: 0 };
    let release = (): void => undefined;
    let look = async () => ({ idle: false, needed: true, endless: true });
    const turn = whereNeeded({ background, log }, () => look(), [
      {
        name: 'idle',
        need: 'idle',
        work: async () => {
          turns.idle += 1;
        },
      },
      {
        name: 'needed',
        need: 'needed',
        work: async () => {
          turns.needed += 1;
          throw new Error('broken');
        },
      },
      {
        name: 'endless',
        need: 'endless',
        work: () => {
          turns.endless += 1;
          return new Promise((resolve) => {
            release = resolve;
          });
        },
      },
    ]);
    await turn();
    await until(() => lines.length === 1);
    await turn();
    await until(() => lines.length === 2);
    assert.deepEqual(turns, { idle: 0, needed: 2, endless: 1 });
    look = () => Promise.reject(new Error('away'));
    await turn();
    await until(() => turns.needed === 3);
    assert.deepEqual(turns, { idle: 1, needed: 3, endless: 1 });
    release();
    await background.stop();
  });
});

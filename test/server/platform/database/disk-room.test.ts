import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiskRoom } from '../../../../src/server/platform/database/disk-room.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';

const full = { code: 'disk_full' };

describe('the room on the disk', () => {
  it('is looked at once for many who ask, and seldom', async () => {
    let looks = 0;
    const room = new DiskRoom(async () => {
      looks += 1;
    });
    await Promise.all(Array.from({ length: 100 }, () => room.check()));
    for (let count = 0; count < 100; count++) await room.check();
    assert.equal(looks, 1);
  });

  it('is none from a failed write until a look finds some, and no look is made for each who asks', async (test) => {
    const clock = performance.now.bind(performance);
    let later = 0;
    test.mock.method(performance, 'now', () => clock() + later);
    const looks: boolean[] = [];
    const room = new DiskRoom(async (hasFailed) => void looks.push(hasFailed));
    await room.check();
    room.note('23505');
    await room.check();
    room.note('53100');
    for (let count = 0; count < 20; count++) await assert.rejects(room.check(), full);
    assert.deepEqual(looks, [false]);
    later += 1500;
    await room.check();
    assert.deepEqual(looks, [false, true]);
  });

  it('is what a database died of that said so, and nothing where it is only away', async (test) => {
    const clock = performance.now.bind(performance);
    let later = 0;
    test.mock.method(performance, 'now', () => clock() + later);
    const room = new DiskRoom(() => Promise.reject(new Error('away')));
    await assert.rejects(room.check(), { message: 'away' });
    room.note('53100');
    later += 10_000;
    await assert.rejects(room.check(), full);
  });
});

eachDatabase(({ open }) => {
  it('a database that answered that its disk is full is not ready, until it could write', async () => {
    const database = await open();
    await database.ready();
    const raise = "do $$ begin raise exception 'no room' using errcode = '53100'; end $$";
    await assert.rejects(database.pool.query(raise), { code: '53100' });
    await assert.rejects(database.ready(), full);
    await until(
      () =>
        database.ready().then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    );
    await database.close();
  });
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { lockDirectory } from '../../../../../src/server/platform/database/embedded/directory-lock.js';
import { startProcess, type TestProcess } from '../../../../support/child-process.js';
import { createTemporaryDirectory } from '../../../../support/databases.js';
import { until } from '../../../../support/until.js';

const processes: TestProcess[] = [];

async function contend(directory: string): Promise<TestProcess> {
  const contender = startProcess(new URL('./processes/contend-for-directory.ts', import.meta.url), directory);
  processes.push(contender);
  await until(() => contender.lines.includes('ready'), { timeout: 20_000 });
  return contender;
}

const nextLine = async (process: TestProcess, known: number) =>
  until(() => process.lines[known], { timeout: 10_000, message: `Only ${process.lines}` });

describe('the lock of a data directory', () => {
  after(async () => {
    for (const process of processes) process.kill('SIGKILL');
    await Promise.all(processes.map(({ exit }) => exit));
  });

  it('refuses whoever comes second and names the owner', async () => {
    const directory = await createTemporaryDirectory();
    const lock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'data_directory_in_use');
      assert.ok(error.message.includes(`process ${process.pid} on ${hostname()}`));
      assert.ok(error.message.includes(directory));
      return true;
    });
    await lock.release();
    await (await lockDirectory(directory)).release();
    assert.deepEqual(await readdir(directory), []);
  });

  it('works in a directory whose path is too long for a socket', async () => {
    const directory = join(await createTemporaryDirectory(), 'x'.repeat(150));
    await mkdir(directory);
    const lock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), { code: 'data_directory_in_use' });
    await lock.release();
    await (await lockDirectory(directory)).release();
    assert.deepEqual(await readdir(directory), []);
  });

  it('is free again when its owner was killed', async () => {
    const directory = await createTemporaryDirectory();
    const owner = await contend(directory);
    owner.send('lock');
    assert.equal(await nextLine(owner, 1), 'locked');
    await assert.rejects(lockDirectory(directory), {
      code: 'data_directory_in_use',
      message: new RegExp(`process ${owner.pid} `),
    });
    owner.kill('SIGKILL');
    await owner.exit;
    assert.equal((await readdir(directory)).length, 1);
    const lock = await lockDirectory(directory);
    assert.equal((await readdir(directory)).length, 1);
    await lock.release();
  });

  it('treats an owner that does not answer as one that lives', async () => {
    const directory = await createTemporaryDirectory();
    const owner = await contend(directory);
    owner.send('lock');
    await nextLine(owner, 1);
    owner.kill('SIGSTOP');
    await assert.rejects(lockDirectory(directory), { code: 'data_directory_in_use' });
    owner.kill('SIGCONT');
  });

  it('has exactly one owner when several processes find a dead one at the same time', async () => {
    const directory = await createTemporaryDirectory();
    const contenders = await Promise.all([contend(directory), contend(directory), contend(directory)]);
    for (let round = 0; round < 20; round++) {
      await leaveDeadSocket(directory);
      for (const contender of contenders) contender.send('lock');
      const outcomes = await Promise.all(contenders.map((contender) => nextLine(contender, 1 + 2 * round)));
      assert.deepEqual(outcomes.toSorted(), ['data_directory_in_use', 'data_directory_in_use', 'locked']);
      for (const contender of contenders) contender.send('release');
      await Promise.all(contenders.map((contender) => nextLine(contender, 2 + 2 * round)));
    }
  });
});

/** A socket as an owner leaves it that was killed: the file is there, nobody listens. */
async function leaveDeadSocket(directory: string): Promise<void> {
  const server = createServer();
  const path = join(directory, 'bound');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await rename(path, join(directory, `lock-${randomBytes(8).toString('hex')}.sock`));
  await new Promise((resolve) => server.close(resolve));
}

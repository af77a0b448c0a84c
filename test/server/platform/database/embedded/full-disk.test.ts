import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDatabase } from '../../../../../src/server/platform/database/open-database.js';
import { createTemporaryDirectory } from '../../../../support/databases.js';
import { copyEmbeddedTemplate } from '../../../../support/embedded-template.js';
import { startTestServer, type TestServer } from '../../../../support/server.js';
import { until } from '../../../../support/until.js';

const size = 160;

/** A disk of its own, in memory. @returns why there is none */
function mount(directory: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', directory], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'it takes the right to mount a file system';
  }
}

const path = '/v1/widgets/plain/connections/default/configurations/settings';

describe('a full disk under the embedded database', async () => {
  const disk = await createTemporaryDirectory();
  const reason = mount(disk);
  if (reason !== undefined) {
    it(`is not tried: ${reason}`, { skip: reason });
    return;
  }
  let hub: TestServer;
  let token: string;
  before(async () => {
    await copyEmbeddedTemplate(join(disk, 'data'));
    hub = await startTestServer({ dataDirectory: join(disk, 'data') });
    token = await hub.token();
  });
  after(async () => {
    await hub.stop();
    execFileSync('umount', ['-l', disk]);
  });

  const filler = join(disk, 'filler');
  /** All but so many bytes. */
  const fill = (left = 0): void => {
    const file = openSync(filler, 'w');
    try {
      for (;;) writeSync(file, Buffer.alloc(4096));
    } catch (cause) {
      assert.equal((cause as NodeJS.ErrnoException).code, 'ENOSPC');
    } finally {
      closeSync(file);
    }
    if (left > 0) execFileSync('truncate', ['-s', String(Math.max(0, statSync(filler).size - left)), filler]);
  };
  const free = (): void => rmSync(filler);
  const ready = () => hub.call('GET', '/readyz');
  const save = (name: string) => hub.call('PUT', path, { token, body: { values: { name } } });
  const isWell = async () => (await ready()).status === 200;
  const saysDisk = async () => {
    const { status, body, headers } = await ready();
    assert.ok(status === 200 || status === 503, String(status));
    if (status === 503) assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    return status === 503 && /disk/.test(body.detail ?? '');
  };

  it('is said by /readyz although nobody writes, as long as it lasts', async () => {
    assert.equal((await ready()).status, 200);
    fill();
    await until(saysDisk, { timeout: 15_000 });
    for (let count = 0; count < 20; count++) assert.ok(await saysDisk());
    assert.equal((await hub.call('GET', '/healthz')).status, 200);
    free();
    await until(isWell, { timeout: 15_000 });
    assert.ok(!(await readdir(join(disk, 'data'))).includes('room.new'));
  });

  it('is 503 with Retry-After for what cannot be written, and over once there is room', async () => {
    assert.equal((await save('before')).status, 200);
    fill();
    const { pool } = hub.services.database;
    await assert.rejects(pool.query("create table wide as select repeat('x', 1000) from generate_series(1, 5000)"), {
      code: '53100',
    });
    const answers = await Promise.all(Array.from({ length: 4 }, (_answer, index) => save(`${index}${'x'.repeat(1000)}`)));
    for (const { status, headers } of answers) {
      assert.ok([200, 412, 428, 409, 422, 503].includes(status), String(status));
      if (status === 503) assert.ok(headers.has('retry-after'));
    }
    assert.ok(await saysDisk());
    free();
    await until(isWell, { timeout: 15_000 });
    assert.equal((await hub.call('GET', path, { token })).status, 200);
  });

  it('ends the database where its log has no room, which goes on by itself with all that it acknowledged', async () => {
    const { pool } = hub.services.database;
    await pool.query('create table acknowledged (number integer)');
    await pool.query('insert into acknowledged select generate_series(1, 100)');
    fill(2 * 1024 * 1024);
    // More than is left of the log that there is.
    const log = () => pool.query("select pg_logical_emit_message(true, 'log', repeat(md5(random()::text), 100000))");
    const ended = async () => {
      for (let count = 0; count < 30; count++) await log();
    };
    await assert.rejects(ended);
    await until(saysDisk, { timeout: 15_000 });
    const refused = await hub.call('GET', '/v1/hub', { token });
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.has('retry-after'));
    assert.ok(await saysDisk());
    free();
    await until(isWell, { timeout: 20_000 });
    assert.deepEqual((await pool.query('select count(*)::int as count from acknowledged')).rows, [{ count: 100 }]);
    assert.equal((await hub.call('GET', '/v1/hub', { token })).status, 200);
    const { status, body } = await hub.call('POST', '/v1/widgets/plain/connections/default/actions/work/runs', {
      token,
      body: {},
    });
    assert.ok(status === 200 || status === 201, JSON.stringify(body));
    const run = async () => (await hub.call('GET', `/v1/runs/${body.id}`, { token })).body.status;
    await until(async () => (await run()) === 'succeeded', { timeout: 20_000 });
  });

  it('lets no server start, which then says so and leaves everything as it is', async () => {
    const dataDirectory = join(disk, 'other');
    await copyEmbeddedTemplate(dataDirectory);
    fill();
    await assert.rejects(openDatabase({ dataDirectory }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'disk_full');
      assert.ok(error.message.includes(dataDirectory));
      return true;
    });
    free();
    await (await openDatabase({ dataDirectory })).close();
  });
});

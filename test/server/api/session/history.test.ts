import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer, toRequest } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const base = '/v1/widgets/plain/connections/default';
const DAY = 86_400_000;

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;
  let connection: string;
  before(async () => {
    hub = await startTestServer(await databases.place());
    token = await hub.token({ tenant: 'past' });
    const { body } = await hub.call('POST', `${base}/actions/work/runs`, { token, body: {} });
    await until(async () => (await hub.call('GET', `/v1/runs/${body.id}`, { token })).body.status === 'succeeded', {
      timeout: 20_000,
    });
    const { queries } = hub.services.database;
    connection = (await queries.selectFrom('connections').select('id').where('tenant', '=', 'past').executeTakeFirstOrThrow()).id;
    await queries.deleteFrom('history').execute();
    const entry = { environment: 'LIVE', tenant: 'past', widget: 'plain', connection, kind: 'run' };
    const rows = Array.from({ length: 45 }, (_row, index) => ({
      ...entry,
      at: new Date(Date.now() - (45 - index) * 1000),
      action: `Action ${index}`,
      who: index % 2 === 0 ? 'Alice' : null,
      outcome: index % 3 === 0 ? 'failed' : 'succeeded',
      message:
        index === 44
          ? '=HYPERLINK("https://evil.example","click")'
          : index === 43
            ? ' \t@SUM(1)'
            : index === 42
              ? 'say "hi",\nthere'
              : null,
      duration: index,
      run: null,
    }));
    await queries.insertInto('history').values(rows).execute();
  });
  after(() => hub.stop());

  describe('the history', () => {
    it('is read newest first, page by page', async () => {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 10; page++) {
        const { body } = await hub.call('GET', `${base}/history?limit=20${cursor}`, { token });
        assert.equal(body.total, 45);
        seen.push(...body.entries.map(({ action }: { action: string }) => action));
        if (body.cursor === undefined) break;
        cursor = `&cursor=${body.cursor}`;
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 45 }, (_entry, index) => `Action ${44 - index}`),
      );
    });

    it('has ids that do not count what others do', async () => {
      const { body } = await hub.call('GET', `${base}/history?limit=20`, { token });
      const ids = body.entries.map(({ id }: { id: string }) => id);
      assert.equal(new Set(ids).size, 20);
      for (const id of [...ids, body.cursor]) assert.match(id, /^[\w-]{22}$/);
      const foreign = await hub.call('GET', `${base}/history?cursor=${body.cursor}`, {
        token: await hub.token({ tenant: 'other' }),
      });
      assert.equal(foreign.status, 422);
      assert.equal((await hub.call('GET', `${base}/history?cursor=3`, { token })).status, 422);
    });

    it('is filtered by outcome', async () => {
      const { body } = await hub.call('GET', `${base}/history?outcome=failed&limit=100`, { token });
      assert.equal(body.total, 15);
      assert.ok(body.entries.every(({ outcome }: { outcome: string }) => outcome === 'failed'));
    });

    it('is exported as CSV in which no cell is a formula', async () => {
      const { body, headers } = await hub.call('GET', `${base}/history?outcome=succeeded`, {
        token,
        headers: { accept: 'text/html;q=0.5, text/csv' },
      });
      assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="history\.csv"/);
      const lines: string[] = body.split('\r\n');
      assert.equal(lines[0], '"at","kind","action","who","outcome","message","duration","run"');
      assert.equal(lines.length, 32);
      assert.match(body, /"'=HYPERLINK\(""https:\/\/evil\.example"",""click""\)"/);
      assert.match(body, /"' \t@SUM\(1\)"/);
      const all = (await hub.call('GET', `${base}/history`, { token, headers: { accept: 'text/csv' } })).body;
      assert.match(all, /"say ""hi"",\nthere"/);
      assert.doesNotMatch(all, /(?:^|,)"[=+@-]/m);
    });

    it('is exported in pieces, the newest ten thousand lines of it, so that others are answered meanwhile', async () => {
      const long = await hub.token({ tenant: 'long' });
      await hub.call('POST', `${base}/actions/work/runs`, { token: long, body: {} });
      const { queries } = hub.services.database;
      const { id } = await queries.selectFrom('connections').select('id').where('tenant', '=', 'long').executeTakeFirstOrThrow();
      await sql`
        insert into history (environment, tenant, widget, connection, at, kind, outcome, message, scheduled)
        select 'LIVE', 'long', 'plain', ${id}, now(), 'run', 'failed', 'line ' || number, false
        from generate_series(1, 10100) as number`.execute(queries);
      const request = toRequest('GET', `${base}/history?outcome=failed`, { token: long, headers: { accept: 'text/csv' } });
      const pieces: string[] = [];
      for await (const piece of (await hub.server.fetch(request)).body ?? []) pieces.push(Buffer.from(piece).toString());
      const lines = pieces.join('').split('\r\n').slice(1, -1);
      assert.deepEqual(
        lines.map((line) => /line (\d+)/.exec(line)?.[1]),
        Array.from({ length: 10_000 }, (_, index) => String(10_100 - index)),
      );
      assert.ok(pieces.every((piece) => piece.split('\r\n').length <= 201));
    });

    it('is not there where the panel is off', async () => {
      assert.equal((await hub.call('GET', base.replace('plain', 'matrix').concat('/history'), { token })).status, 404);
    });
  });

  describe('the metrics', () => {
    it('add up what flows counted, by day', async () => {
      const { queries } = hub.services.database;
      const hour = (days: number) => new Date(Math.floor((Date.now() - days * DAY) / 3_600_000) * 3_600_000);
      await queries
        .insertInto('counters')
        .values([
          { connection, counter: 'files', hour: hour(2), amount: 10 },
          { connection, counter: 'files', hour: hour(6), amount: 5 },
          { connection, counter: 'files', hour: hour(8), amount: 1000 },
          { connection, counter: 'other', hour: hour(1), amount: 1000 },
        ])
        .execute();
      const { body } = await hub.call('GET', `${base}/metrics`, { token });
      const [files, runs, last] = body.metrics;
      assert.deepEqual(files, { key: 'files', value: 18, series: [5, 0, 0, 0, 10, 0, 3] });
      assert.deepEqual(runs, { key: 'runs', value: 1, series: [0, 1] });
      assert.equal(last.value, null);
      assert.ok(Math.abs(Date.parse(last.text) - Date.now()) < 120_000, last.text);
      const { body: shown } = await hub.call('GET', '/v1/hub', { token });
      assert.deepEqual(shown.widgets[0].connections[0].metrics, body.metrics);
    });
  });

  describe('a run', () => {
    it('is read with its message, cancelled, and then is over', async () => {
      const started = await hub.call('POST', `${base}/actions/wait/runs`, { token, body: {} });
      assert.equal(started.status, 201);
      const again = await hub.call('POST', `${base}/actions/wait/runs`, { token, body: {} });
      assert.deepEqual([again.status, again.body.id], [200, started.body.id]);
      const run = `/v1/runs/${started.body.id}`;
      await until(async () => (await hub.call('GET', run, { token })).body.status === 'running', { timeout: 20_000 });
      const shown = (await hub.call('GET', base, { token })).body;
      assert.deepEqual(
        shown.activeRuns.map(({ id }: { id: string }) => id),
        [started.body.id],
      );
      assert.equal((await hub.call('DELETE', run, { token })).status, 200);
      await until(async () => (await hub.call('GET', run, { token })).body.status === 'cancelled', { timeout: 20_000 });
      assert.equal((await hub.call('DELETE', run, { token })).body.code, 'already_over');
      const { body } = await hub.call('GET', base, { token });
      assert.deepEqual([body.activeRuns, body.lastRun.status], [[], 'cancelled']);
    });
  });
});

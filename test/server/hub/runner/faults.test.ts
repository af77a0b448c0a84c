import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { defineFlow, FlowError, type FlowResult } from '../../../../src/server/hub/definitions/define.js';
import { readHistory } from '../../../../src/server/hub/history/history-line.rows.js';
import { runLog } from '../../../../src/server/hub/runs/run-log.rows.js';
import { eachDatabase } from '../../../support/databases.js';
import { memoryLog } from '../../../support/server.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from './test-services.js';

/** What a flow in plain JavaScript may hand over. */
const untyped = (value: unknown) => value as string;

const gates = new Map<string, () => void>();
const waiting = (run: string) => new Promise<null>((resolve) => gates.set(run, () => resolve(null)));

const flows = [
  defineFlow({
    key: 'wordless',
    name: 'Wordless',
    version: '1',
    async run(context) {
      await context.progress({ done: 1, text: untyped(null) });
      await context.log(untyped(7));
      return { userMessage: untyped(null), userMessageHeader: untyped({}) };
    },
  }),
  defineFlow({ key: 'none', name: 'None', version: '1', run: async () => untyped(null) as FlowResult }),
  defineFlow({
    key: 'nameless',
    name: 'Nameless',
    version: '1',
    async run(context) {
      if (context.action.key === 'nameless') throw new FlowError('No', { userMessageHeader: untyped(null) });
      await context.step('Fail', () => Promise.reject(new FlowError('No', { userMessageHeader: untyped(null) })));
      return undefined;
    },
  }),
  defineFlow({
    key: 'wait',
    name: 'Wait',
    version: '1',
    async run(context) {
      await context.progress({ done: 1, total: 2, text: 'Waiting' });
      await context.step('Wait', () => waiting(context.run));
      return { userMessage: 'Waited' };
    },
  }),
];

eachDatabase((databases) => {
  describe('a run', () => {
    let world: FlowServices;
    const { log, lines } = memoryLog();

    before(async () => {
      world = await createFlowServices(await databases.open(), flows, { log });
      await world.launch();
    });
    after(() => world.stop());

    it('ends when its flow hands over words that are no text', async () => {
      const connection = await world.connect();
      const run = await world.ended(await world.start(connection, 'wordless'));
      const { status, message, message_header, progress_done, progress_text } = run;
      assert.deepEqual(
        { status, message, message_header, progress_done, progress_text },
        { status: 'succeeded', message: null, message_header: null, progress_done: 1, progress_text: null },
      );
      assert.equal((await runLog(world.ports.database.queries, run.id))[0]?.text, '7');
      assert.equal((await world.ended(await world.start(connection, 'none'))).status, 'succeeded');
      for (const key of ['nameless', 'nameless-step']) {
        const failed = await world.ended(await world.start(connection, 'nameless', { key }));
        assert.deepEqual([failed.error_code, failed.message, failed.message_header], ['flow_failed', 'No', null]);
      }
    });

    it('succeeds although the database refused its progress once, and its end once', async () => {
      const { queries } = world.ports.database;
      for (const statement of [
        'create sequence refused_progress',
        'create sequence refused_end',
        // A sequence keeps its count when the statement is undone.
        `create function refuse_once() returns trigger language plpgsql as $$ begin
          if old.status = 'running' and new.status = 'running' and nextval('refused_progress') = 1 then raise 'no progress'; end if;
          if new.status = 'succeeded' and nextval('refused_end') = 1 then raise 'no end'; end if;
          return new;
        end $$`,
        `create trigger refuse_once before update on runs for each row when (new.action = 'unlucky') execute function refuse_once()`,
      ])
        await sql.raw(statement).execute(queries);
      const id = await world.start(await world.connect(), 'wait', { key: 'unlucky' });
      await until(() => lines.some(({ fields }) => fields['run'] === id));
      gates.get(id)?.();
      const run = await world.ended(id);
      assert.deepEqual([run.status, run.message, run.progress_text], ['succeeded', 'Waited', 'Waiting']);
      const { rows } = await sql<{ ends: string }>`select last_value as ends from refused_end`.execute(queries);
      assert.equal(rows[0]?.ends, '2');
    });

    it('that cannot be ended keeps no other one from its end', async () => {
      const { queries } = world.ports.database;
      const connection = await world.connect();
      const ids: string[] = [];
      for (const key of ['cursed', 'blessed']) ids.push(await world.start(connection, 'wait', { key }));
      await until(() => ids.every((id) => gates.has(id)));
      for (const statement of [
        `create function curse() returns trigger language plpgsql as $$ begin raise 'cursed'; end $$`,
        `create trigger curse before update on runs for each row when (new.action = 'cursed' and new.status = 'failed') execute function curse()`,
      ])
        await sql.raw(statement).execute(queries);
      // The cursed one is found first.
      const workflows = sql.table('integration_hub_flows.workflow_status');
      for (const id of ids) await sql`update ${workflows} set status = 'ERROR' where workflow_uuid = ${id}`.execute(queries);
      const [cursed = '', blessed = ''] = ids;
      assert.equal((await world.ended(blessed)).error_code, 'interrupted');
      await sql.raw('drop trigger curse on runs').execute(queries);
      assert.equal((await world.ended(cursed)).error_code, 'interrupted');
      for (const id of ids) gates.get(id)?.();
    });

    it('that nothing carries on any more is failed as interrupted, and gives way to the next', async () => {
      const { queries } = world.ports.database;
      const connection = await world.connect();
      const broken = await world.start(connection, 'wait', { key: 'broken' });
      const forgotten = await world.start(connection, 'wait', { key: 'forgotten' });
      await until(() => gates.has(broken) && gates.has(forgotten));
      const workflows = sql.table('integration_hub_flows.workflow_status');
      await sql`update ${workflows} set status = 'ERROR' where workflow_uuid = ${broken}`.execute(queries);
      await sql`delete from ${workflows} where workflow_uuid = ${forgotten}`.execute(queries);
      for (const id of [broken, forgotten]) {
        const run = await world.ended(id);
        assert.deepEqual([run.status, run.error_code], ['failed', 'interrupted']);
      }
      const { entries } = await readHistory(queries, connection, { limit: 10 }, { of: String });
      assert.deepEqual(
        entries.map(({ outcome }) => outcome),
        ['failed', 'failed'],
      );
      const again = await world.start(connection, 'wait', { key: 'broken' });
      assert.notEqual(again, broken);
      await until(() => gates.has(again));
      for (const id of [broken, forgotten, again]) gates.get(id)?.();
      assert.equal((await world.ended(again)).status, 'succeeded');
      assert.equal((await world.ended(broken)).status, 'failed');
    });
  });
});

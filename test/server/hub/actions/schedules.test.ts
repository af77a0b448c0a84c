import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { ConnectionRow } from '../../../../src/server/hub/connections/connection.rows.js';
import { eachDatabase } from '../../../support/databases.js';
import { until } from '../../../support/until.js';
import { createFlowServices, type FlowServices } from '../runner/test-services.js';
import { save, scheduledDefinitions, scheduled as scheduledIn, sync } from './scheduled.js';

eachDatabase((databases) => {
  describe('a schedule', () => {
    let world: FlowServices;
    const minute = 60_000;

    before(async () => {
      world = await createFlowServices(await databases.open(), [sync], { definitions: scheduledDefinitions });
      await world.launch();
    });
    after(() => world.stop());

    const scheduled = (key: string, ago: number) => scheduledIn(world.ports.database, key, ago);

    const runsOf = ({ id }: ConnectionRow) =>
      world.ports.database.queries.selectFrom('runs').selectAll().where('connection', '=', id).execute();

    const nextOf = ({ id }: ConnectionRow) =>
      world.ports.database.queries.selectFrom('schedules').select('next_at').where('connection', '=', id).executeTakeFirst();

    it('starts its action when it is due, once, without a person, and waits for the next time', async () => {
      const connection = await scheduled('due', 2 * minute);
      const early = await scheduled('early', 0);
      await until(async () => (await runsOf(connection)).some((run) => run.status === 'succeeded'), { timeout: 8000 });
      const runs = await runsOf(connection);
      assert.deepEqual(
        runs.map(({ scheduled: byItself, started_by }) => ({ byItself, started_by })),
        [{ byItself: true, started_by: null }],
      );
      assert.ok(((await nextOf(connection))?.next_at.getTime() ?? 0) > Date.now() + 30_000);
      assert.deepEqual(await runsOf(early), []);
    });

    it('pauses while the widget is disabled or not for the tenant', async () => {
      const disabled = await scheduled('disabled', 2 * minute);
      const foreign = await scheduled('foreign', 2 * minute);
      const open = await scheduled('open', 2 * minute);
      await until(async () => (await runsOf(open)).length > 0, { timeout: 8000 });
      await until(
        async () =>
          ((await nextOf(disabled))?.next_at.getTime() ?? 0) > Date.now() &&
          ((await nextOf(foreign))?.next_at.getTime() ?? 0) > Date.now(),
      );
      assert.deepEqual(await runsOf(disabled), []);
      assert.deepEqual(await runsOf(foreign), []);
    });

    it('starts behind a hundred others that cannot be started', async () => {
      const { queries } = world.ports.database;
      await sql`create function refuse_run() returns trigger language plpgsql as $$
        begin if (select tenant from connections where id = new.connection) like 'stuck-%' then raise exception 'refused'; end if; return new; end $$`.execute(
        queries,
      );
      await sql`create trigger refuse_run before insert on runs for each row execute function refuse_run()`.execute(queries);
      const stuck: ConnectionRow[] = [];
      for (let index = 0; index < 100; index++)
        stuck.push(await scheduledIn(world.ports.database, 'due', 9 * minute, { tenant: `stuck-${index}` }));
      const open = await scheduledIn(world.ports.database, 'due', 2 * minute, { tenant: 'behind' });
      await until(async () => (await runsOf(open)).length > 0, { timeout: 15_000 });
      const [first] = stuck;
      assert.ok(first);
      assert.deepEqual(await runsOf(first), []);
      assert.ok(((await nextOf(first))?.next_at.getTime() ?? 0) > Date.now());
    });

    it('is forgotten when the saved values ask for none', async () => {
      const connection = await scheduled('manual', 0);
      await save(world.ports.database, connection, undefined, new Date());
      assert.equal(await nextOf(connection), undefined);
    });
  });
});

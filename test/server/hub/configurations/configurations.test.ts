import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openSealed, valuesContext } from '../../../../src/server/hub/configurations/sealed-values.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { clientSecret } from '../../../support/test-catalogue.js';
import { until } from '../../../support/until.js';

const base = '/v1/widgets/plain/connections/default';
const address = `${base}/configurations/settings`;

eachDatabase((databases) => {
  let hub: TestServer;
  before(async () => {
    hub = await startTestServer(await databases.place());
  });
  after(() => hub.stop());

  const as = async (tenant: string) => {
    const token = await hub.token({ tenant });
    return {
      token,
      read: () => hub.call('GET', address, { token }),
      save: (values: object, to = address) => hub.call('PUT', to, { token, body: { values } }),
      options: (body: object) => hub.call('POST', `${address}/options`, { token, body }),
    };
  };
  const stored = async (tenant: string) => {
    const { database, vault } = hub.services;
    const row = await database.queries
      .selectFrom('configurations')
      .innerJoin('connections', 'connections.id', 'configurations.connection')
      .select(['values', 'connections.id', 'environment', 'tenant'])
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    return openSealed(vault, row.values, valuesContext(row, row.id, 'settings'));
  };

  describe('a configuration', () => {
    it('is read before there is a connection, and makes none', async () => {
      const { read } = await as('looks');
      const { status, body } = await read();
      assert.equal(status, 200);
      assert.deepEqual([body.saved, body.values, body.version, body.steps[0].fields[0].key], [false, {}, '1', 'name']);
      assert.deepEqual(
        await hub.services.database.queries.selectFrom('connections').select('id').where('tenant', '=', 'looks').execute(),
        [],
      );
    });

    it('is saved with who and when, makes the connection configured, and stands in the history', async () => {
      const { token, save, read } = await as('saves');
      const { status, body } = await save({ name: 'First' });
      assert.equal(status, 200);
      assert.deepEqual([body.saved, body.savedBy, body.values.name], [true, 'Alice', 'First']);
      assert.deepEqual((await read()).body, body);
      const connection = await hub.call('GET', base, { token });
      assert.deepEqual([connection.body.configured, connection.body.active], [true, false]);
      const { entries } = (await hub.call('GET', `${base}/history`, { token })).body;
      assert.deepEqual(
        [entries.length, entries[0].kind, entries[0].who, entries[0].action],
        [1, 'configured', 'Alice', 'Configure'],
      );
    });

    it('that is wrong is refused by field, and changes nothing', async () => {
      const { save } = await as('errs');
      await save({ name: 'good' });
      const cases: readonly [values: object, errors: object[]][] = [
        [{}, [{ pointer: '#/values/name', code: 'required' }]],
        [{ name: 'x'.repeat(21) }, [{ pointer: '#/values/name', code: 'too_long' }]],
        [{ name: 'a', folder: 'not a choice' }, [{ pointer: '#/values/folder', code: 'invalid' }]],
        [{ name: 'a', unheard: 1 }, [{ pointer: '#/values/unheard', code: 'unknown_field' }]],
        [{ name: 'a', 'a/b~c': 1 }, [{ pointer: '#/values/a~1b~0c', code: 'unknown_field' }]],
        [{ name: 'taken' }, [{ pointer: '#/values/name', code: 'custom', detail: 'This name is taken' }]],
      ];
      for (const [values, errors] of cases) {
        const { status, body } = await save(values);
        assert.deepEqual([status, body.code, body.errors], [422, 'validation_failed', errors]);
      }
      assert.deepEqual(await stored('errs'), { name: 'good', fixed: 'by the author' });
    });

    it('keeps what a person cannot enter: hidden and conditional values', async () => {
      const { save } = await as('hides');
      await save({ name: 'a', fixed: 'forged', extra: 'not shown' });
      assert.deepEqual(await stored('hides'), { name: 'a', fixed: 'by the author' });
      await save({ name: 'with extra', extra: 'shown' });
      assert.deepEqual(await stored('hides'), { name: 'with extra', extra: 'shown', fixed: 'by the author' });
    });

    it('gives no secret back, and keeps it where it is sent back', async () => {
      const { save, read } = await as('secret');
      const saved = await save({ name: 'a', secret: 'pass phrase' });
      assert.deepEqual(saved.body.values.secret, { $secret: 'set' });
      assert.ok(!JSON.stringify((await read()).body).includes('pass phrase'));
      await save({ name: 'b', secret: { $secret: 'set' } });
      assert.deepEqual(await stored('secret'), { name: 'b', secret: 'pass phrase', fixed: 'by the author' });
      await save({ name: 'c', secret: 'another' });
      assert.equal(((await stored('secret')) as { secret: string }).secret, 'another');
      await save({ name: 'd', secret: null });
      assert.equal(((await stored('secret')) as { secret?: unknown }).secret, null);
      const none = await as('no-secret');
      await none.save({ name: 'a', secret: { $secret: 'set' } });
      assert.deepEqual(await stored('no-secret'), { name: 'a', fixed: 'by the author' });
    });

    it('of a form that is not linked is not there, and where no button stands it is not saved', async () => {
      const { save, token } = await as('unlinked');
      const other = await hub.call('GET', address.replace('settings', 'elsewhere'), { token });
      assert.deepEqual([other.status, other.body.code], [404, 'not_found']);
      const hidden = await save({ name: 'a' }, address.replace('plain', 'matrix'));
      assert.deepEqual([hidden.status, hidden.body.code], [409, 'action_not_available']);
      const gone = await save({ name: 'a' }, address.replace('default', 'second'));
      assert.equal(gone.status, 404);
    });

    it('waits while the connection is being activated', async () => {
      const { token, save } = await as('busy');
      await save({ name: 'a' });
      const { queries } = hub.services.database;
      const row = await queries.selectFrom('connections').select('id').where('tenant', '=', 'busy').executeTakeFirstOrThrow();
      await queries
        .insertInto('runs')
        .values({
          id: 'run_busy',
          environment: 'LIVE',
          tenant: 'busy',
          connection: row.id,
          widget: 'plain',
          action: 'connect',
          action_name: 'Connect',
          action_type: 'activation',
          flow: null,
          flow_version: null,
          payload: null,
          configuration: '{}',
          // One that runs without the engine's knowledge would be ended as interrupted.
          status: 'queued',
          cancelling: false,
          progress_done: null,
          progress_total: null,
          progress_text: null,
          steps: '[]',
          message_header: null,
          message: null,
          error_code: null,
          error_message: null,
          started_by: null,
          created_at: new Date(),
        } as never)
        .execute();
      assert.equal((await save({ name: 'b' })).body.code, 'busy');
      await queries.deleteFrom('runs').where('id', '=', 'run_busy').execute();
      assert.equal((await hub.call('GET', base, { token })).body.configured, true);
    });

    it('that no longer fits a newer form needs attention, and stays configured', async () => {
      const { token, save } = await as('older');
      await save({ name: 'a' });
      await hub.services.database.queries
        .updateTable('configurations')
        .set({ version: '0', form: null, values: '{"old":1}' })
        .where('connection', 'in', (query) => query.selectFrom('connections').select('id').where('tenant', '=', 'older'))
        .execute();
      const { body } = await hub.call('GET', base, { token });
      assert.deepEqual([body.configured, body.attention], [true, 'configuration_incomplete']);
      await save({ name: 'b' });
      assert.equal((await hub.call('GET', base, { token })).body.attention, undefined);
    });
  });

  describe('the options of a field', () => {
    it('are loaded page by page', async () => {
      const { save, options } = await as('loads');
      await save({ name: 'a' });
      const first = await options({ field: 'folder' });
      assert.deepEqual(first.body, { options: [{ label: 'One', value: '1' }], cursor: 'next' });
      assert.deepEqual((await options({ field: 'folder', cursor: first.body.cursor })).body, {
        options: [{ label: 'Two', value: '2' }],
      });
    });

    it('that cannot be loaded say why, and no more', async () => {
      const { save, options } = await as('fails');
      await save({ name: 'a' });
      const signIn = await options({ field: 'folder', search: 'sign in' });
      assert.deepEqual(
        [signIn.status, signIn.body.code, signIn.body.errors],
        [409, 'not_authenticated', [{ pointer: '#/dependencies/notes', code: 'required' }]],
      );
      const say = await options({ field: 'folder', search: 'say' });
      assert.deepEqual([say.status, say.body.code, say.body.said], [502, 'flow_failed', 'The service is closed on Sundays']);
      const broken = await options({ field: 'folder', search: 'break' });
      assert.deepEqual([broken.status, broken.body.code], [502, 'flow_failed']);
      assert.ok(!JSON.stringify(broken.body).includes(clientSecret));
      for (const field of ['name', '__proto__', 'constructor', 'none'])
        assert.equal((await options({ field })).status, 422, field);
    });

    it('are given up when the page is gone', async () => {
      const { save, token } = await as('leaves');
      await save({ name: 'a' });
      const abort = new AbortController();
      const asked = hub.call('POST', `${address}/options`, {
        token,
        body: { field: 'folder', search: 'wait' },
        signal: abort.signal,
      });
      const before = hub.log.length;
      abort.abort();
      assert.ok((await asked).status >= 500);
      await until(() => hub.log.slice(before).some(({ message }) => message.includes('given up') || message.includes('problem')));
      assert.ok(!hub.log.slice(before).some(({ level }) => level === 'error'));
    });
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../support/databases.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const path = '/v1/widgets/plain/connections/default/actions/work/runs';

eachDatabase((databases) => {
  let hub: TestServer;
  before(async () => {
    hub = await startTestServer(await databases.place());
  });
  after(() => hub.stop());
  const post = async (tenant: string, key: string, body: unknown = {}, to = path) =>
    hub.call('POST', to, { token: await hub.token({ tenant }), body, headers: { 'idempotency-key': key } });
  const runsOf = async (tenant: string) =>
    (await hub.services.database.queries.selectFrom('runs').select('id').where('tenant', '=', tenant).execute()).length;

  describe('an Idempotency-Key', () => {
    it('gets the same answer for the same request, once it is over too', async () => {
      const first = await post('again', 'key-1');
      assert.equal(first.status, 201);
      const second = await post('again', 'key-1');
      assert.deepEqual([second.status, second.body], [first.status, first.body]);
      assert.equal(second.headers.get('idempotent-replayed'), 'true');
      assert.equal(first.headers.get('idempotent-replayed'), null);
      assert.equal(await runsOf('again'), 1);
    });

    it('is refused for another request', async () => {
      await post('other', 'key-2', {});
      const answer = await post('other', 'key-2', { anyway: false });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'idempotency_mismatch');
    });

    it('belongs to its tenant and its path', async () => {
      const one = await post('mine', 'key-3');
      const two = await post('yours', 'key-3');
      assert.notEqual(one.body.id, two.body.id);
      const three = await post('mine', 'key-3', {}, path.replace('work', 'wait'));
      assert.notEqual(three.body.id, one.body.id);
    });

    it('tells nothing to a session that may not see the widget', async () => {
      const first = await post('narrow', 'key-4');
      assert.equal(first.status, 201);
      for (const claims of [{ widgets: ['keyed'] }, { access: 'view' }] as const) {
        const token = await hub.token({ tenant: 'narrow', ...claims });
        const answer = await hub.call('POST', path, { token, body: {}, headers: { 'idempotency-key': 'key-4' } });
        assert.ok(answer.status === 404 || answer.status === 403, `${answer.status}`);
      }
    });

    it('lets one of many at the same time do the work, and the others answer like it', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => post('many', 'key-4')));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
      assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
      assert.equal(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null).length, 1);
      assert.equal(await runsOf('many'), 1);
    });

    it('is not used up by a refusal', async () => {
      const connect = path.replace('plain', 'keyed').replace('work', 'connect');
      const refused = await post('later', 'key-5', {}, connect);
      assert.equal(refused.body.code, 'not_authenticated');
      const token = await hub.token({ tenant: 'later' });
      const saved = await hub.call('PUT', '/v1/widgets/keyed/connections/default/credentials/notes', {
        token,
        body: { method: 'api_key', values: { apiKey: 'good' } },
      });
      assert.equal(saved.status, 200);
      assert.equal((await post('later', 'key-5', {}, connect)).status, 201);
    });

    it('that is none is refused', async () => {
      for (const key of ['a b', 'x'.repeat(201), 'ä'])
        assert.equal((await post('bad', encodeURI(key) === key ? key : 'a b')).status, 422);
    });

    /** As the server left it that died, or is at it, with the newest one. */
    const leave = async (more: { readonly owner?: string; readonly at?: Date }) => {
      const { queries } = hub.services.database;
      const newest = await queries
        .selectFrom('idempotency')
        .select('key')
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      const left = { status: null, answer: null, ...more };
      await queries.updateTable('idempotency').set(left).where('key', '=', newest.key).execute();
    };

    it('of a request whose process is dead is taken over at once', async () => {
      await post('died', 'key-6');
      await leave({ owner: 'dead' });
      const since = performance.now();
      assert.ok([200, 201].includes((await post('died', 'key-6')).status));
      assert.ok(performance.now() - since < 5000);
    });

    it('of a request that its own process has not answered for a minute is taken over', async () => {
      await post('slow', 'key-7');
      await leave({ at: new Date(Date.now() - 61_000) });
      assert.ok([200, 201].includes((await post('slow', 'key-7')).status));
    });

    it('of a request whose process lives is waited for', async () => {
      await post('lives', 'key-8');
      await leave({});
      const signal = AbortSignal.timeout(1000);
      const token = await hub.token({ tenant: 'lives' });
      const waiting = hub.call('POST', path, { token, body: {}, headers: { 'idempotency-key': 'key-8' }, signal });
      assert.equal((await waiting).body.code, 'unavailable');
    });

    it('of a request whose process falls silent is taken over within ten seconds', {
      skip: databases.kind === 'embedded',
    }, async () => {
      const { queries } = hub.services.database;
      await post('silent', 'key-9');
      await queries.insertInto('executors').values({ id: 'silent', beat: sql<Date>`now()` }).execute();
      await leave({ owner: 'silent' });
      const since = performance.now();
      assert.ok([200, 201].includes((await post('silent', 'key-9')).status));
      const took = performance.now() - since;
      assert.ok(took > 3000 && took < 10_000, `${took} ms`);
    });
  });
});

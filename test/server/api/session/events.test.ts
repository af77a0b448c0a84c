import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { HubEvent } from '../../../../src/contract/event.js';
import { type Audience, publish } from '../../../../src/server/hub/events/event.rows.js';
import { opaqueIds } from '../../../../src/server/platform/vault/opaque-ids.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer, toRequest } from '../../../support/server.js';
import { until } from '../../../support/until.js';

interface Reading {
  readonly status: number;
  text(): string;
  /** Types and runs of the events so far. */
  events(): string[];
  lastId(): string;
  close(): Promise<void>;
  readonly ended: Promise<void>;
}

const scope = { environment: 'LIVE', tenant: 'acme' };
const everyTenant = { environment: 'LIVE', tenant: null };
const heartbeat = 15_000;

eachDatabase((databases) => {
  let hub: TestServer;
  let token: string;
  before(async () => {
    hub = await startTestServer(await databases.place(), {}, { heartbeat, streamsPerSession: 3 });
    token = await hub.token();
  });
  after(() => hub.stop());

  const tell = (event: HubEvent, audience: Audience = scope) =>
    hub.services.database.transaction((transaction) => publish(transaction, audience, [event], new Date()));
  const tellOf = (run: string) => tell({ type: 'run.changed', run });

  const ours = () => opaqueIds(hub.services.vault, 'ids of events')(scope);

  async function open(options: { readonly token?: string; readonly after?: string } = {}): Promise<Reading> {
    const abort = new AbortController();
    const response = await hub.server.fetch(
      toRequest('GET', '/v1/events', {
        token: options.token ?? token,
        signal: abort.signal,
        headers: { 'last-event-id': options.after },
      }),
    );
    let text = '';
    const ended = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    })();
    return {
      status: response.status,
      ended,
      text: () => text,
      events: () =>
        [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '{}']) => JSON.parse(data)).map(({ type, run }) => run ?? type),
      lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
      async close() {
        abort.abort();
        await ended;
      },
    };
  }

  /** Waits until a stream has told of all that is committed, so that none of it is told to a stream that is opened later. */
  async function toldAll(stream: Reading): Promise<void> {
    await tellOf('the-last');
    await until(() => stream.events().includes('the-last'), { timeout: 5000 });
  }

  describe('GET /v1/events', () => {
    it('begins with how soon to come back, and is kept open by comments', async (test) => {
      // The clock stands still until the stream has begun.
      test.mock.timers.enable({ apis: ['setInterval'] });
      const stream = await open();
      await until(() => stream.text() !== '');
      assert.match(stream.text(), /^retry: \d+\n/);
      for (const beats of [1, 2, 3]) {
        test.mock.timers.tick(heartbeat);
        await until(() => (stream.text().match(/^: $/gm) ?? []).length === beats);
      }
      await stream.close();
    });

    it('tells what happens, once it is committed, in order', async () => {
      const stream = await open();
      await assert.rejects(
        hub.services.database.transaction(async (transaction) => {
          await publish(transaction, scope, [{ type: 'run.changed', run: 'rolled-back' }], new Date());
          throw new Error('rolled back');
        }),
        /rolled back/,
      );
      for (const run of ['a1', 'a2', 'a3']) await tellOf(run);
      await tell({ type: 'hub.changed' }, everyTenant);
      await until(() => stream.events().length >= 4, { timeout: 5000 });
      assert.deepEqual(stream.events(), ['a1', 'a2', 'a3', 'hub.changed']);
      await stream.close();
    });

    it('tells of a saved configuration, a run and its history', async () => {
      const stream = await open();
      const base = '/v1/widgets/plain/connections/default';
      await hub.call('PUT', `${base}/configurations/settings`, { token, body: { values: { name: 'x' } } });
      await until(() => stream.events().includes('history.added') && stream.events().includes('connection.changed'), {
        timeout: 5000,
      });
      const { body } = await hub.call('POST', `${base}/actions/work/runs`, { token, body: {} });
      await until(() => stream.events().includes(body.id), { timeout: 20_000 });
      const status = async () => (await hub.call('GET', `/v1/runs/${body.id}`, { token })).body.status;
      await until(async () => (await status()) === 'succeeded', { timeout: 20_000 });
      await toldAll(stream);
      await stream.close();
    });

    it('names a deployed widget to nobody: it may be one that the tenant must not see', async () => {
      const stream = await open();
      const admin = await hub.adminToken();
      const { status } = await hub.call('DELETE', '/v1/admin/deployments/LIVE/reserved', { token: admin });
      assert.equal(status, 200);
      await until(() => stream.events().includes('hub.changed'), { timeout: 5000 });
      await tell({ type: 'hub.changed', widget: 'reserved' }, everyTenant);
      await until(() => stream.events().filter((type) => type === 'hub.changed').length === 2, { timeout: 5000 });
      assert.ok(!stream.text().includes('reserved'), stream.text());
      await hub.call('POST', '/v1/admin/deployments', { token: admin, body: { environment: 'LIVE', widget: 'reserved' } });
      await toldAll(stream);
      await stream.close();
    });

    it('tells a session of the widgets that its hub shows only, of what was missed too', async () => {
      const about = (widget: string, run: string, tenant = 'acme') =>
        tell({ type: 'run.changed', widget, run }, { environment: 'LIVE', tenant });
      const limited = await hub.token({ sub: 'limited', widgets: ['keyed'] });
      const beta = await hub.token({ sub: 'beta', tenant: 'beta' });
      const streams = [await open(), await open({ token: limited }), await open({ token: beta })] as const;
      for (const tenant of ['acme', 'beta'])
        for (const widget of ['plain', 'reserved', 'keyed']) await about(widget, `${tenant}-${widget}`, tenant);
      const [all, some, other] = streams;
      await until(() => streams.every((stream) => stream.events().some((run) => run.endsWith('-keyed'))), { timeout: 5000 });
      assert.deepEqual(all.events(), ['acme-plain', 'acme-keyed']);
      assert.deepEqual(some.events(), ['acme-keyed']);
      assert.deepEqual(other.events(), ['beta-plain', 'beta-reserved', 'beta-keyed']);
      const after = some.lastId();
      for (const stream of streams) await stream.close();
      await about('plain', 'missed-plain');
      await about('keyed', 'missed-keyed');
      const again = await open({ token: limited, after });
      await until(() => again.events().includes('missed-keyed'), { timeout: 5000 });
      assert.ok(!again.events().some((run) => /plain|reserved/.test(run)), again.text());
      await again.close();
    });

    it('goes on after Last-Event-ID with what was missed', async () => {
      const first = await open();
      await tellOf('b1');
      await until(() => first.events().includes('b1'), { timeout: 5000 });
      const after = first.lastId();
      await first.close();
      for (const run of ['b2', 'b3', 'b4']) await tellOf(run);
      const second = await open({ after });
      await until(() => second.events().includes('b4'), { timeout: 5000 });
      const missed = second.events().filter((run) => ['b2', 'b3', 'b4'].includes(run));
      assert.deepEqual(missed, ['b2', 'b3', 'b4']);
      assert.ok(!second.events().includes('reset'));
      await tellOf('b5');
      await until(() => second.events().includes('b5'), { timeout: 5000 });
      await second.close();
    });

    it('loses nothing to a transaction that began earlier and commits later', async () => {
      if (databases.kind === 'embedded') return; // one session: no transaction overtakes another
      const first = await open();
      let commit = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        commit = resolve;
      });
      let wrote = (): void => undefined;
      const written = new Promise<void>((resolve) => {
        wrote = resolve;
      });
      const slow = hub.services.database.transaction(async (transaction) => {
        await publish(transaction, scope, [{ type: 'run.changed', run: 'slow' }], new Date());
        wrote();
        await held;
      });
      await written;
      await tellOf('quick');
      await until(() => first.events().includes('quick'), { timeout: 5000 });
      const after = first.lastId();
      await first.close();
      commit();
      await slow;
      const second = await open({ after });
      await until(() => second.events().includes('slow'), { timeout: 5000 });
      await second.close();
    });

    it('tells no tenant by its ids what others do', async () => {
      const beta = await hub.token({ sub: 'beta', tenant: 'beta' });
      const begins = async () => {
        const stream = await open();
        await until(() => stream.lastId() !== '');
        await stream.close();
        return stream.lastId();
      };
      const quiet = [await begins(), await begins()];
      const streams = [await open(), await open({ token: beta })] as const;
      for (const run of ['other-1', 'other-2']) await tell({ type: 'run.changed', run }, { environment: 'LIVE', tenant: 'beta' });
      const loud = [await begins(), await begins()];
      // Another one each time, whether others did something or not.
      assert.equal(new Set([...quiet, ...loud]).size, 4);
      await tell({ type: 'hub.changed' }, everyTenant);
      await until(() => streams.every((stream) => stream.events().includes('hub.changed')), { timeout: 5000 });
      const [own, foreign] = streams;
      for (const id of [...quiet, ...loud, own.lastId(), foreign.lastId()]) assert.match(id, /^[\w-]{22}$/);
      assert.notEqual(own.lastId(), foreign.lastId());
      const numbers = (await hub.services.database.queries.selectFrom('outbox').select('id').execute()).map(({ id }) => id);
      for (const stream of streams)
        for (const number of numbers.filter((id) => id.length > 1)) assert.ok(!stream.text().includes(`id: ${number}`));
      const stolen = await open({ after: foreign.lastId() });
      await until(() => stolen.events().length > 0, { timeout: 5000 });
      assert.deepEqual(stolen.events(), ['reset']);
      for (const stream of [...streams, stolen]) await stream.close();
    });

    for (const [why, after] of [
      ['older than what is kept', () => ours().of('0')],
      ['of the future', () => ours().of('999999999999')],
      ['a number', () => '1'],
      ['made up', () => 'A'.repeat(22)],
      ['no id', () => 'x; drop table outbox'],
      ['too long', () => '9'.repeat(40)],
    ] as const) {
      it(`says reset where Last-Event-ID is ${why}`, async () => {
        const stream = await open({ after: after() });
        await until(() => stream.events().length > 0, { timeout: 5000 });
        assert.deepEqual(stream.events(), ['reset']);
        await stream.close();
      });
    }

    it('says reset where too much was missed', async () => {
      await tellOf('c0');
      const first = await open();
      await tellOf('c1');
      await until(() => first.events().includes('c1'), { timeout: 5000 });
      const after = first.lastId();
      await first.close();
      const row = { environment: 'LIVE', tenant: 'acme', event: '{"type":"run.changed"}', at: new Date() };
      await hub.services.database.queries
        .insertInto('outbox')
        .values(Array.from({ length: 600 }, () => row))
        .execute();
      const second = await open({ after });
      await until(() => second.events().length > 0, { timeout: 5000 });
      assert.deepEqual(second.events(), ['reset']);
      await second.close();
    });

    it('ends when the token does', async () => {
      const brief = await hub.token({ sub: 'brief', expiresIn: 2 });
      const stream = await open({ token: brief });
      assert.equal(stream.status, 200);
      await stream.ended;
      const { exp } = JSON.parse(Buffer.from(brief.split('.')[1] ?? '', 'base64url').toString());
      const late = Date.now() / 1000 - exp;
      assert.ok(late > -0.2 && late < 3, `${late} s after the end of the token`);
    });

    it('is open a few times for a session, and again once one has closed', async () => {
      const person = await hub.token({ sub: 'many' });
      const streams = [await open({ token: person }), await open({ token: person }), await open({ token: person })];
      const answer = await hub.call('GET', '/v1/events', { token: person });
      assert.equal(answer.status, 429);
      assert.ok(answer.headers.has('retry-after'));
      assert.equal((await hub.call('GET', '/v1/events', { token: await hub.token({ sub: 'another' }) })).status, 200);
      await streams[0]?.close();
      const next = await open({ token: person });
      assert.equal(next.status, 200);
      for (const stream of [...streams.slice(1), next]) await stream.close();
    });

    it('of a token that names nobody takes no place of another one', async () => {
      const [one, other] = [await hub.token({ sub: undefined } as never), await hub.token({ sub: undefined } as never)];
      assert.ok(one && other);
      const streams = [await open({ token: one }), await open({ token: one }), await open({ token: one })];
      assert.equal((await hub.call('GET', '/v1/events', { token: one })).status, 429);
      const next = await open({ token: other });
      assert.equal(next.status, 200);
      for (const stream of [...streams, next]) await stream.close();
    });

    it('is cut off where a page does not read, and comes back by itself', async () => {
      const response = await hub.server.fetch(toRequest('GET', '/v1/events', { token: await hub.token({ sub: 'slow' }) }));
      const other = await open();
      const big = 'x'.repeat(50_000);
      for (let count = 0; count < 8; count++) await tellOf(`${big}${count}`);
      await until(() => other.events().length >= 8, { timeout: 5000 });
      await other.close();
      let length = 0;
      for await (const chunk of response.body ?? []) length += chunk.byteLength;
      assert.ok(length < 350_000, `${length} of 400,000 bytes, and it ended`);
    });
  });
});

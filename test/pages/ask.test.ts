import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { ask } from '../../src/pages/ask.js';

type Reply = () => Response;

const busy =
  (status: number, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response('{}', { status, headers });
const good: Reply = () => Response.json({ fine: true });
const unreachable: Reply = () => {
  throw new TypeError('Failed to fetch');
};

describe('ask', () => {
  let sent: number;
  let waits: number[];

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    sent = 0;
    waits = [];
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  /** What `ask` answers to these replies, the last of them again and again, with every wait passed over. */
  async function askAmong(...replies: readonly Reply[]): Promise<unknown> {
    mock.method(globalThis, 'fetch', async () => (replies[sent++] ?? replies.at(-1) ?? good)());
    const passing = globalThis.setTimeout;
    mock.method(globalThis, 'setTimeout', (work: () => void, duration: number) => {
      waits.push(duration);
      const timer = passing(work, duration);
      queueMicrotask(() => mock.timers.tick(duration));
      return timer;
    });
    return ask('/oauth/outcome/auth_1', {});
  }

  for (const status of [429, 502, 503, 504])
    it(`asks again after ${status}`, async () => {
      assert.deepEqual(await askAmong(busy(status), busy(status), busy(status), good), { fine: true });
    });

  it('asks again where the network failed, or cut the answer off', async () => {
    const cut: Reply = () => new Response('{"fi');
    assert.deepEqual(await askAmong(unreachable, unreachable, cut, unreachable, good), { fine: true });
  });

  it('waits as long as it is told', async () => {
    await askAmong(busy(503, { 'retry-after': '2' }), busy(429, { 'retry-after': '40' }), busy(503), good);
    assert.deepEqual(waits.slice(0, 2), [2000, 40_000]);
  });

  it('gives up after half a minute', async () => {
    for (const reply of [unreachable, busy(503), busy(503, { 'retry-after': '0' })]) {
      waits = [];
      mock.restoreAll();
      assert.equal(await askAmong(reply), undefined);
    }
    assert.ok(sent > 3);
  });

  it('takes a refusal as the answer', async () => {
    for (const status of [400, 403, 404, 409, 500]) {
      sent = 0;
      mock.restoreAll();
      assert.equal(await askAmong(busy(status)), undefined);
      assert.equal(sent, 1);
    }
  });
});

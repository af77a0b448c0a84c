import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { peekJson } from '../../../../src/server/platform/outgoing/peek-body.js';

const encoder = new TextEncoder();

/** An answer whose chunks come one by one; the last one says how it ends. */
function answer(chunks: readonly string[], end: 'whole' | 'broken' | 'open' = 'whole', type = 'application/json') {
  const left = [...chunks];
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      const next = left.shift();
      if (next !== undefined) return stream.enqueue(encoder.encode(next));
      if (end === 'whole') return stream.close();
      if (end === 'broken') return stream.error(new Error('cut off'));
      // What is never answered.
      return new Promise<void>(() => undefined);
    },
    cancel() {
      isCancelled = true;
    },
  });
  const response = new Response(body, { status: 418, statusText: 'Tea', headers: { 'content-type': type, 'x-more': '1' } });
  return { response, isCancelled: () => isCancelled };
}

describe('what a short answer says', () => {
  it('is known before somebody else reads it, whole and as it was', async () => {
    for (const [chunks, type] of [
      [['{"a":', '"ä"}'], 'application/json; charset=utf-8'],
      [['{"a":"ä"}'], 'application/problem+json'],
    ] as const) {
      const { response, body } = await peekJson(answer(chunks, 'whole', type).response);
      assert.deepEqual(body, { a: 'ä' });
      assert.deepEqual([response.status, response.statusText, response.headers.get('x-more')], [418, 'Tea', '1']);
      assert.deepEqual(await response.json(), { a: 'ä' });
    }
  });

  it('is not known of other types, nothing, long ones and those that are no JSON, which arrive as well', async () => {
    const long = JSON.stringify({ rows: 'x'.repeat(50_000) });
    for (const [chunks, type] of [
      [['{"a":1}'], 'text/plain'],
      [[long.slice(0, 20_000), long.slice(20_000)], 'application/json'],
      [['{"a":'], 'application/json'],
      [[], 'application/json'],
    ] as const) {
      const { response, body } = await peekJson(answer(chunks, 'whole', type).response);
      assert.equal(body, undefined);
      assert.equal(await response.text(), chunks.join(''));
    }
    const { response, body } = await peekJson(new Response(null, { status: 204 }));
    assert.deepEqual([response.status, body], [204, undefined]);
  });

  it('that breaks off fails for who reads it', async () => {
    const { response, body } = await peekJson(answer(['{"a":1}'], 'broken').response);
    assert.equal(body, undefined);
    await assert.rejects(response.text(), /cut off/);
  });

  it('that goes on for ever is handed on, and can be left', async () => {
    const { response: endless, isCancelled } = answer(['{"a":1}\n'], 'open');
    const { response, body } = await peekJson(endless);
    assert.equal(body, undefined);
    const reader = response.body?.getReader();
    assert.equal(new TextDecoder().decode((await reader?.read())?.value), '{"a":1}\n');
    await reader?.cancel();
    assert.equal(isCancelled(), true);
  });
});

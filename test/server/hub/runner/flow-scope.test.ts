import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import type { FlowContext } from '../../../../src/server/hub/definitions/define.js';
import { type ContextParts, createFlowContext } from '../../../../src/server/hub/runner/flow-context.js';

/** A context over an engine that does each step at once, and remembers none. */
function contextOf(run: string): FlowContext {
  const parts = {
    engine: { step: (work: () => Promise<unknown>) => work() },
    ports: { log: { debug: () => undefined, warn: () => undefined } },
    run: { id: run, configuration: {} },
    connection: 'default',
    record: { step: () => undefined },
    signal: new AbortController().signal,
  };
  return createFlowContext(parts as unknown as ContextParts);
}

async function promiseCost(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 7; turn++) {
    const start = performance.now();
    for (let index = 0; index < 30_000; index++) await null;
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe('a context of a flow', () => {
  it('leaves nothing behind in the process that every later promise pays for', async () => {
    await contextOf('first').step('Step', async () => null);
    const before = await promiseCost();
    for (let index = 0; index < 2000; index++) await contextOf(`run-${index}`).step('Step', async () => null);
    const after = await promiseCost();
    assert.ok(after < 10 * before, `${(after / before).toFixed(1)} times the cost of a promise after 2,000 runs`);
  });

  it('refuses a step inside a step of the same run, and knows its own from those of another run', async () => {
    const one = contextOf('one');
    const other = contextOf('other');
    await assert.rejects(
      one.step('Outer', () => one.step('Inner', async () => null), { attempts: 1 }),
      /inside another one/,
    );
    assert.equal(await one.step('Outer', () => other.step('Of another run', async () => 'done')), 'done');
  });
});

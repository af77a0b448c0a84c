import assert from 'node:assert/strict';

/** What one task may hold the event loop for, in milliseconds. */
const longestTask = 50;

/** On the processor, which others use as well: milliseconds that it spent on this process. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The least of several turns, so that neither the compiler nor the neighbours are measured. */
export function taskTime(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 20 && (turn < 3 || least > longestTask / 2); turn++) {
    const start = spent();
    work();
    least = Math.min(least, spent() - start);
  }
  return least;
}

/** @param what is named where it takes too long */
export function assertShortTask(what: string, work: () => unknown): number {
  const time = taskTime(work);
  assert.ok(time <= longestTask, `${what}: ${time.toFixed(1)} ms`);
  return time;
}

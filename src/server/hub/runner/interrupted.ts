import { eachInTurn } from '../../platform/each-in-turn.js';
import { runById } from '../runs/run.rows.js';
import { type EndPorts, endRun } from './end-run.js';
import { interruptedRuns } from './interrupted.rows.js';

/** Ends runs that nothing carries on any more. Several processes may do it at the same time. */
export async function failInterrupted(ports: EndPorts): Promise<void> {
  const { queries } = ports.database;
  await eachInTurn(await interruptedRuns(queries), async (id) => {
    const run = await runById(queries, id);
    if (run === undefined) return;
    ports.log.warn('A run was interrupted', { run: id, flow: run.flow });
    await endRun(ports, run, { status: 'failed', code: 'interrupted', message: undefined, header: undefined });
  });
}

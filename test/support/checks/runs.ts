import { missingPostgresql } from '../../../demo/providers/postgresql/programs.js';
import { startProcess } from '../child-process.js';
import { type PostgresqlServer, startPostgresqlServer } from '../postgresql-server.js';

/** Of one tenant, as many as the queue lets through. */
const flows = 400;
/** The least that a flow of three steps may reach of the library alone. */
const leastOfBare = 0.75;
/** How much slower the last quarter may be than the second: the first one warms up. */
const steepest = 1.3;
const runs = 1000;
/** How much slower a hub may be read after that many runs. */
const slowest = 1.3;

const carryRuns = new URL('../processes/carry-runs.ts', import.meta.url);
const readHubs = new URL('../processes/read-hubs.ts', import.meta.url);

async function figures(file: URL, server: PostgresqlServer, ...parameters: string[]): Promise<number[]> {
  const child = startProcess(file, await server.createDatabase(), ...parameters);
  if ((await child.exit) !== 0) throw new Error(`${file.pathname} failed: ${child.lines.join('\n')}`);
  return JSON.parse(child.lines.at(-1) ?? '[]') as number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

/** @throws Error where runs cost more than they may, or slow down what comes after them */
export async function checkRuns(): Promise<string> {
  const missing = missingPostgresql();
  if (missing !== undefined) return `not measured: ${missing}`;
  const server = await startPostgresqlServer();
  try {
    const carried = { bare: [] as number[][], ours: [] as number[][] };
    // In turns, since other work on the machine comes and goes.
    for (const what of ['bare', 'ours', 'bare', 'ours'] as const)
      carried[what].push(await figures(carryRuns, server, what, `${flows}`, '1'));
    const share = sum(carried.bare.flat()) / sum(carried.ours.flat());
    const slope = Math.min(...carried.ours.map(([, second = 0, , last = 0]) => last / second));
    const [before = 0, after = 0] = await figures(readHubs, server, `${runs}`);
    const slower = after / before;
    const report = `${share.toFixed(2)} × the library alone, last quarter of ${flows} ${slope.toFixed(2)} × the second; hub read ${slower.toFixed(2)} × after ${runs} runs`;
    if (share < leastOfBare || slope > steepest || slower > slowest) throw new Error(`Runs cost too much: ${report}.`);
    return report;
  } finally {
    await server.stop();
  }
}

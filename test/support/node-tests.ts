import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { missingPostgresql } from '../../demo/providers/postgresql/programs.js';
import { bundleForNode } from './bundle-sources.js';
import { embeddedTemplate } from './embedded-template.js';
import { filesBelow } from './files-below.js';
import { bundleIn, nodeFlags, sourceIn } from './node-arguments.js';
import { sharePostgresqlServer } from './postgresql-server.js';
import { isSummaryWanted, writeSummary } from './suite-summary.js';

/** Runs every node test (`test/**` without what a browser runs), or those whose path contains one of the arguments. */
const notNode = /^test\/(?:elements|browser|e2e|types|support\/fixtures)\//;
const fileTimeout = 300_000;
const concurrency = availableParallelism();
/** More than the servers of one file have in use at a time. */
const connectionsPerFile = 100;

const wanted = process.argv.slice(2);
const files = filesBelow('test')
  .filter((path) => path.endsWith('.test.ts') && !notNode.test(path))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)));

/** Files that tests start processes of. */
const processes = [
  ...filesBelow('test').filter((path) => /\/processes\/[\w-]+\.ts$|-process\.ts$/.test(path)),
  'src/server/command/cli.ts',
];

const counts = { passed: 0, failed: [] as string[], skipped: [] as string[] };
/** A test file as we know it, by its bundle. */
const fileOf = (file: string | undefined): string => sourceIn(bundles, file ?? '');

/** One for all files, whose starts and migrations would take longer than many of their tests. */
async function shareDatabases(): Promise<() => Promise<void>> {
  const nothing = async () => undefined;
  if (!files.some((file) => readFileSync(file, 'utf8').includes('support/databases.js'))) return nothing;
  await embeddedTemplate();
  if (missingPostgresql() !== undefined || process.env['DATABASES'] === 'embedded') return nothing;
  return (await sharePostgresqlServer(connectionsPerFile * (concurrency + 1))).stop;
}

const bundles = await bundleForNode([...files, ...processes]);
const stopSharing = await shareDatabases();
// What test processes are started with besides, since they need no loader.
process.execArgv.splice(0, process.execArgv.length, ...nodeFlags);
const tests = run({ files: files.map((file) => bundleIn(bundles, resolve(file))), concurrency, timeout: fileTimeout });
tests.on('test:pass', ({ name, file, skip, todo, details }) => {
  if (skip !== undefined || todo !== undefined) counts.skipped.push(`${fileOf(file)}: ${name}`);
  else if (fileOf(name) === fileOf(file)) counts.failed.push(`${fileOf(file)} ran no test`);
  else if (details.type !== 'suite') counts.passed += 1;
});
tests.on('test:fail', ({ name, file, todo, details }) => {
  if (todo !== undefined) counts.skipped.push(`${fileOf(file)}: ${name}`);
  // A suite fails with its tests, which are counted, or by itself, in a hook.
  else if (details.type !== 'suite' || failureType(details.error) !== 'subtestsFailed')
    counts.failed.push(`${fileOf(file)}: ${name}`);
});
tests.compose(new spec()).pipe(process.stdout);
await once(tests, 'end');
await stopSharing();
writeSummary(counts);
if (!isSummaryWanted()) {
  for (const name of counts.failed) process.stdout.write(`failed: ${name}\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed.length} failed, ${counts.skipped.length} skipped\n`);
}
if (counts.failed.length > 0 || counts.passed === 0) process.exitCode = 1;

function failureType(error: Error): unknown {
  return (error as Error & { failureType?: unknown }).failureType;
}

import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { isSummaryWanted, writeSummary } from './suite-summary.js';

/** Runs every node test (`test/**` without what a browser runs), or those whose path contains one of the arguments. */
const notNode = /^test\/(?:elements|browser|e2e|types|support\/fixtures)\//;
const fileTimeout = 300_000;

const wanted = process.argv.slice(2);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path}`)
  .filter((path) => path.endsWith('.test.ts') && !notNode.test(path))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .sort();

const counts = { passed: 0, failed: [] as string[], skipped: [] as string[] };
const fileOf = (file: string | undefined): string => relative('', file ?? '');

const tests = run({ files, concurrency: 2, timeout: fileTimeout });
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
tests.once('end', () => {
  writeSummary(counts);
  if (!isSummaryWanted()) {
    for (const name of counts.failed) process.stdout.write(`failed: ${name}\n`);
    process.stdout.write(`${counts.passed} passed, ${counts.failed.length} failed, ${counts.skipped.length} skipped\n`);
  }
  if (counts.failed.length > 0 || counts.passed === 0) process.exitCode = 1;
});
tests.compose(new spec()).pipe(process.stdout);

function failureType(error: Error): unknown {
  return (error as Error & { failureType?: unknown }).failureType;
}

import { relative } from 'node:path';
import type { Reporter, TestSession, TestSuiteResult } from '@web/test-runner';
import { sourceIn } from './node-arguments.js';
import { writeSummary } from './suite-summary.js';

/** Prints how each test ended, for programs that read it. */
const isListed = (process.env['LIST_TESTS'] ?? '') !== '';

interface Counts {
  passed: number;
  readonly failed: string[];
  readonly skipped: string[];
}

/**
 * Adds up what the test runner's sessions (a file in a browser each) did. A file without a test counts as failed.
 *
 * @param bundles where the files were made, where they are bundles
 */
export function webSummaryReporter(bundles?: string): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      const counts: Counts = { passed: 0, failed: [], skipped: [] };
      for (const session of sessions) count(session, counts, bundles);
      writeSummary(counts);
    },
  };
}

function count(session: TestSession, counts: Counts, bundles: string | undefined): void {
  const total = (): number => counts.passed + counts.failed.length + counts.skipped.length;
  const before = { total: total(), failed: counts.failed.length };
  if (session.testResults !== undefined) walk(session.testResults, []);
  const source = bundles === undefined ? relative('', session.testFile) : sourceIn(bundles, session.testFile);
  const file = `${source} in ${session.browser.name}`;
  if (total() === before.total) counts.failed.push(`${file} ran no test`);
  else if (session.passed !== true && counts.failed.length === before.failed) counts.failed.push(`${file}, outside of any test`);

  function walk(suite: TestSuiteResult, path: readonly string[]): void {
    for (const test of suite.tests) {
      if (isListed) process.stdout.write(`${test.passed ? 'OK' : 'FAILED'} ${test.name}\n`);
      const name = [...path, test.name, `(${session.browser.name})`].join(' ');
      if (test.skipped) counts.skipped.push(name);
      else if (test.passed) counts.passed += 1;
      else counts.failed.push(name);
    }
    for (const inner of suite.suites) walk(inner, inner.name === '' ? path : [...path, inner.name]);
  }
}

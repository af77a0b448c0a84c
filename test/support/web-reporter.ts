import type { Reporter, TestSession, TestSuiteResult } from '@web/test-runner';
import { writeSummary } from './suite-summary.js';

/** Prints how each test ended, for programs that read it. */
const isListed = (process.env['LIST_TESTS'] ?? '') !== '';

/** Adds up what the test runner's sessions (a file in a browser each) did. A file without a test counts as failed. */
export function webSummaryReporter(): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: [] as string[] };
      for (const session of sessions) count(session, counts);
      writeSummary(counts);
    },
  };
}

function count(session: TestSession, counts: { passed: number; failed: number; skipped: string[] }): void {
  const before = { ...counts, skipped: counts.skipped.length };
  if (session.testResults !== undefined) walk(session.testResults, []);
  const ran = counts.passed - before.passed + counts.failed - before.failed + counts.skipped.length - before.skipped;
  const failedOutsideTests = session.passed !== true && counts.failed === before.failed;
  if (failedOutsideTests || ran === 0) {
    counts.failed += 1;
    if (ran === 0) process.stdout.write(`\n${session.testFile} ran no test in ${session.browser.name}.\n`);
  }

  function walk(suite: TestSuiteResult, path: readonly string[]): void {
    for (const test of suite.tests) {
      if (isListed) process.stdout.write(`${test.passed ? 'OK' : 'FAILED'} ${test.name}\n`);
      if (test.skipped) counts.skipped.push([...path, test.name, `(${session.browser.name})`].join(' '));
      else if (test.passed) counts.passed += 1;
      else counts.failed += 1;
    }
    for (const inner of suite.suites) walk(inner, inner.name === '' ? path : [...path, inner.name]);
  }
}

import type { FullConfig, Reporter, Suite, TestError } from '@playwright/test/reporter';
import { honestChromium } from './browsers.js';
import { writeSummary } from './suite-summary.js';

/** Adds up the end-to-end tests; what Playwright did not get to after an error counts as skipped, by name. */
export default class PlaywrightSummaryReporter implements Reporter {
  #suite: Suite | undefined;
  readonly #errors: string[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
    const { executablePath, args, ignoreDefaultArgs } = honestChromium();
    process.stdout.write(`${executablePath} ${args.join(' ')}, without ${ignoreDefaultArgs.join(' ')}\n`);
  }

  /** An error outside of any test: a file that does not load, a worker that dies. */
  onError({ message = 'an error outside of any test' }: TestError): void {
    this.#errors.push(message.split('\n', 1)[0] ?? message);
  }

  onEnd(): void {
    const counts = { passed: 0, failed: this.#errors, skipped: [] as string[] };
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      const name = test.titlePath().filter(Boolean).join(' › ');
      if (outcome === 'skipped') counts.skipped.push(name);
      else if (outcome === 'expected') counts.passed += 1;
      else counts.failed.push(name);
    }
    writeSummary(counts);
  }

  printsToStdio(): boolean {
    return false;
  }
}

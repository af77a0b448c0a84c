import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type BrowserName, MissingBrowserError, requireBrowser } from './browsers.js';
import { type SuiteSummary, summaryEnvironment, takeSummary } from './suite-summary.js';

interface Suite {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** A suite that counts its tests writes a summary; the others pass or fail as a whole. */
  readonly counts: boolean;
  /** Suites that are run before it when it is asked for alone. */
  readonly needs?: readonly string[];
  /** Runs in this browser alone. One that cannot be had is no failure: what was not run is named. */
  readonly browser?: BrowserName;
  readonly environment?: Readonly<Record<string, string>>;
  /** Only when it is asked for by its name. */
  readonly isExtra?: boolean;
}

const script = (path: string): readonly string[] => ['node', '--import', 'tsx', `test/support/${path}`];
const longest = 50 * 60_000;

const suites: readonly Suite[] = [
  { name: 'types', title: 'Type check', command: ['node_modules/.bin/tsc', '--noEmit'], counts: false },
  {
    name: 'lint',
    title: 'Lint and format',
    command: ['node_modules/.bin/biome', 'ci', '--max-diagnostics=200', ...(process.stdout.isTTY ? [] : ['--colors=off'])],
    counts: false,
  },
  { name: 'build', title: 'Build', command: script('build.ts'), counts: false },
  { name: 'node', title: 'Tests in Node', command: script('node-tests.ts'), counts: true, needs: ['build'] },
  ...(['chromium', 'firefox', 'webkit'] as const).map((browser) => ({
    name: browser,
    title: `Tests in ${browser}`,
    command: ['node_modules/.bin/wtr'],
    counts: true,
    browser,
    isExtra: browser !== 'chromium',
  })),
  { name: 'check', title: 'Checks of the built package', command: script('check.ts'), counts: true, needs: ['build'] },
  {
    name: 'e2e',
    title: 'Tests end to end',
    command: ['node_modules/.bin/playwright', 'test', '--config', 'test/e2e/playwright.config.ts'],
    counts: true,
    needs: ['build'],
  },
  {
    name: 'engines',
    title: 'The hand-off in three engines',
    command: ['node_modules/.bin/playwright', 'test', '--config', 'test/e2e/playwright.config.ts'],
    counts: true,
    needs: ['build'],
    environment: { ENGINES: 'Chromium,Firefox,WebKit' },
    isExtra: true,
  },
];

function pick(names: readonly string[]): readonly Suite[] {
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no suite ${unknown}; there are ${suites.map(({ name }) => name).join(', ')}.`);
  if (names.length === 0) return suites.filter(({ isExtra }) => isExtra !== true);
  const wanted = new Set(suites.filter(({ name }) => names.includes(name)).flatMap(({ name, needs = [] }) => [...needs, name]));
  return suites.filter(({ name }) => wanted.has(name));
}

const folder = mkdtempSync(join(tmpdir(), 'integration-hub-suites-'));

/** What a suite would have run in a browser that is not there. @returns `undefined` where it is */
function missing({ browser }: Suite): SuiteSummary | undefined {
  if (browser === undefined || browser === 'chromium') return undefined;
  try {
    requireBrowser(browser);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof MissingBrowserError)) throw cause;
    process.stdout.write(`${cause.message} Its tests are skipped.\n`);
    const files = ['elements', 'browser'].flatMap((name) =>
      readdirSync(`test/${name}`, { recursive: true, encoding: 'utf8' }).map((file) => `test/${name}/${file}`),
    );
    return { passed: 0, failed: [], skipped: files.filter((file) => file.endsWith('.test.ts')) };
  }
}

async function run(suite: Suite): Promise<SuiteSummary> {
  const skipped = missing(suite);
  if (skipped !== undefined) return skipped;
  const [program = '', ...args] = suite.command;
  const file = join(folder, suite.name);
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...(suite.counts ? summaryEnvironment(file) : {}),
      ...(suite.browser === undefined ? {} : { BROWSERS: suite.browser }),
      ...suite.environment,
    },
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  const succeeded = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
  if (!suite.counts) return { passed: succeeded ? 1 : 0, failed: succeeded ? [] : [suite.title], skipped: [] };
  const summary = takeSummary(file) ?? { passed: 0, failed: [], skipped: [] };
  // A runner that fails although its tests did not (it broke off, or ran none) fails as one test more.
  const faultless = succeeded && summary.passed > 0;
  if (faultless || summary.failed.length > 0) return summary;
  return { ...summary, failed: [summary.passed === 0 ? 'it ran no test' : 'it broke off'] };
}

const describe = ({ passed, failed, skipped }: SuiteSummary): string =>
  `${passed} passed, ${failed.length} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`;

const wanted = pick(process.argv.slice(2));
requireBrowser('chromium');

const results: { suite: Suite; summary: SuiteSummary; seconds: number }[] = [];
for (const suite of wanted) {
  process.stdout.write(`\n━━━ ${suite.title} ━━━\n`);
  const start = performance.now();
  const summary = await run(suite);
  results.push({ suite, summary, seconds: (performance.now() - start) / 1000 });
}
rmSync(folder, { recursive: true, force: true });

process.stdout.write('\n━━━ Summary ━━━\n');
for (const { suite, summary, seconds } of results) {
  process.stdout.write(`${suite.title.padEnd(28)} ${describe(summary)}  (${seconds.toFixed(0)} s)\n`);
}
for (const { suite, summary } of results) {
  for (const name of summary.failed) process.stdout.write(`failed in ${suite.name}: ${name}\n`);
  for (const name of summary.skipped) process.stdout.write(`skipped in ${suite.name}: ${name}\n`);
}
for (const { name, title } of suites.filter((suite) => !wanted.includes(suite)))
  process.stdout.write(`not run: ${title} (npm test -- ${name})\n`);
const total: SuiteSummary = {
  passed: results.reduce((sum, { summary }) => sum + summary.passed, 0),
  failed: results.flatMap(({ summary }) => summary.failed),
  skipped: results.flatMap(({ summary }) => summary.skipped),
};
process.stdout.write(`\n${describe(total)}\n`);
process.exitCode = total.failed.length > 0 ? 1 : 0;

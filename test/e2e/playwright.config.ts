import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';
import { honestChromium } from '../support/browsers.js';

/** What is measured in several engines takes its time, and is a suite of its own, with what shows that they are people's browsers. */
const inEngines = ['**/hand-off.e2e.ts', '**/forwarded.e2e.ts', '**/honest-browser.e2e.ts'];
const measures = process.env['ENGINES'] !== undefined;

export default defineConfig({
  testDir: '.',
  globalSetup: './support/global-setup.ts',
  ...(measures ? { testMatch: inEngines } : { testMatch: '**/*.e2e.ts', testIgnore: inEngines }),
  outputDir: fileURLToPath(new URL('../../test-results', import.meta.url)),
  // Each has worlds of its own. What is measured is measured alone.
  workers: measures ? 1 : availableParallelism(),
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['../support/playwright-reporter.ts']],
  // A trace costs as much as the rest of a test: half of its time. `--trace retain-on-failure` makes them.
  use: { trace: 'off', screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], launchOptions: honestChromium() } }],
});

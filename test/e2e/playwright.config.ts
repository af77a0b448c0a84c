import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';
import { honestChromium } from '../support/browsers.js';

/** What is measured in several engines takes its time, and is a suite of its own. */
const inEngines = ['**/hand-off.e2e.ts', '**/forwarded.e2e.ts'];
const measures = process.env['ENGINES'] !== undefined;

export default defineConfig({
  testDir: '.',
  ...(measures ? { testMatch: [...inEngines, '**/honest-browser.e2e.ts'] } : { testMatch: '**/*.e2e.ts', testIgnore: inEngines }),
  outputDir: fileURLToPath(new URL('../../test-results', import.meta.url)),
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['../support/playwright-reporter.ts']],
  // A trace costs what is measured: half of the time of a sign-in.
  use: { trace: measures ? 'off' : 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], launchOptions: honestChromium() } }],
});

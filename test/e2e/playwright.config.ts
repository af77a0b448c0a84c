import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';
import { honestChromium } from '../support/browsers.js';

/** What is measured in several engines takes its time, and is a suite of its own. */
const inEngines = ['**/hand-off.e2e.ts', '**/forwarded.e2e.ts'];

export default defineConfig({
  testDir: '.',
  ...(process.env['ENGINES'] === undefined
    ? { testMatch: '**/*.e2e.ts', testIgnore: inEngines }
    : { testMatch: [...inEngines, '**/honest-browser.e2e.ts'] }),
  outputDir: fileURLToPath(new URL('../../test-results', import.meta.url)),
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['../support/playwright-reporter.ts']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], launchOptions: honestChromium() } }],
});

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { register } from 'tsx/esm/api';

register();
const { bundleForBrowser } = await import('./test/support/bundle-sources.js');
const { filesBelow } = await import('./test/support/files-below.js');
const { honestChromium, honestFirefox, isBrowserName } = await import('./test/support/browsers.js');
const { resizePlugin } = await import('./test/support/resize-plugin.js');
const { webkitLauncher } = await import('./test/support/webkit-launcher.js');
const { webSummaryReporter } = await import('./test/support/web-reporter.js');

/** `BROWSERS=chromium,firefox,webkit` picks the engines. */
const launchers = {
  chromium: () => playwrightLauncher({ product: 'chromium', launchOptions: honestChromium() }),
  firefox: () => playwrightLauncher({ product: 'firefox', concurrency: 1, launchOptions: honestFirefox() }),
  webkit: webkitLauncher,
};

const browsers = (process.env.BROWSERS ?? 'chromium').split(',').map((name) => {
  if (isBrowserName(name)) return launchers[name]();
  throw new Error(`BROWSERS names ${name}; known are ${Object.keys(launchers).join(', ')}.`);
});

const sources = ['elements', 'browser'].flatMap((name) => filesBelow(`test/${name}`)).filter((path) => path.endsWith('.test.ts'));
/** Whoever names a file, or edits them meanwhile, gets what is there. */
const isBundled = !process.argv.some((argument) => /^--(?:files|watch)\b/.test(argument));
const bundles = isBundled ? await bundleForBrowser(sources) : undefined;

export default {
  files: bundles === undefined ? sources : [`${bundles}/test/**/*.test.js`],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  concurrency: availableParallelism(),
  browsers,
  plugins: [
    esbuildPlugin({
      ts: true,
      js: false,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)),
    }),
    resizePlugin(),
  ],
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: process.stdout.isTTY === true }),
    webSummaryReporter(bundles),
  ],
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { timeout: '10000', failZero: true } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 120_000,
};

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A browser that tests may run in: what it is called on disk and how the system's package manager calls it. */
interface BrowserProgram {
  readonly title: string;
  readonly environment: string;
  readonly commands: readonly string[];
  readonly packages: readonly string[];
}

const programs = {
  chromium: {
    title: 'Chromium',
    environment: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    packages: ['chromium', 'fonts-liberation', 'fonts-dejavu-core'],
  },
  firefox: { title: 'Firefox', environment: 'FIREFOX_PATH', commands: ['firefox-esr', 'firefox'], packages: ['firefox-esr'] },
  webkit: {
    title: 'WebKit',
    environment: 'WEBKIT_DRIVER_PATH',
    commands: ['WebKitWebDriver'],
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
  },
} as const satisfies Record<string, BrowserProgram>;

export type BrowserName = keyof typeof programs;

export const isBrowserName = (name: string): name is BrowserName => Object.hasOwn(programs, name);

const isRoot = process.getuid?.() === 0;

function findCommand(command: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const path = `${folder}/${command}`;
    if (folder !== '' && existsSync(path)) return path;
  }
  return undefined;
}

/** Where the browser's program is, or `undefined`. An environment variable (`CHROME_PATH` …) goes before the search path. */
export function findBrowser(name: BrowserName): string | undefined {
  const { environment, commands } = programs[name];
  const named = process.env[environment];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`${environment} names ${named}, which does not exist.`);
  }
  for (const command of commands) {
    const path = findCommand(command);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** @returns what went wrong, if anything did */
function install(name: BrowserName): unknown {
  const { title, packages } = programs[name];
  process.stderr.write(`${title} is missing: installing ${packages.join(' ')} with apt-get.\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
      execFileSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** One line that says how to install it. */
export class MissingBrowserError extends Error {
  override readonly name = 'MissingBrowserError';
}

/**
 * Where the browser's program is. A missing one is installed where that is possible (root, with apt-get).
 *
 * @throws {MissingBrowserError}
 */
export function requireBrowser(name: BrowserName): string {
  const found = findBrowser(name);
  if (found !== undefined) return found;
  const { title, environment, packages } = programs[name];
  if (isRoot && findCommand('apt-get') !== undefined) install(name);
  const installed = findBrowser(name);
  if (installed !== undefined) return installed;
  throw new MissingBrowserError(
    `${title} is missing: install it (Debian: apt-get install ${packages.join(' ')}) or name it in ${environment}.`,
  );
}

/** What every start of Chromium gets: no sandbox for root (it refuses to start otherwise), no talk to its maker. */
export const chromiumArguments: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What Playwright 1.64 turns off in Chromium, less what people's browsers have turned on: without
 * `ThirdPartyStoragePartitioning` a hand-off would pass here and fail on their machines. Chromium reads the last list only.
 */
const featuresTurnedOff = [
  'AimEnabled',
  'AutoDeElevate',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'BlockOriginHeaderModificationOnRedirect',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'Translate',
];

/** Suggestions of the address bar, which every window loads, for longer than a page of ours takes: nobody sees them. */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

export interface HonestChromium {
  executablePath: string;
  args: string[];
  ignoreDefaultArgs: string[];
}

/** How Playwright starts Chromium so that it blocks pop-ups and keeps third parties' storage apart, as people's browsers do. */
export function honestChromium(): HonestChromium {
  return {
    executablePath: requireBrowser('chromium'),
    args: [...chromiumArguments, `--disable-features=${[...featuresTurnedOff, ...addressBar].join(',')}`],
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  };
}

export interface HonestFirefox {
  channel: 'moz-firefox';
  executablePath: string;
  firefoxUserPrefs: Record<string, boolean | number | string>;
}

/**
 * How Playwright starts Firefox so that it behaves as people's do: Playwright 1.64 writes a profile without a pop-up blocker and
 * with the standard protection's cookie rule (5: third parties are partitioned) off, and Firefox's own remote control turns the
 * blocker off wherever it finds the default.
 */
export function honestFirefox(): HonestFirefox {
  return {
    channel: 'moz-firefox',
    executablePath: requireBrowser('firefox'),
    firefoxUserPrefs: {
      'remote.prefs.recommended': false,
      'dom.disable_open_during_load': true,
      'network.cookie.cookieBehavior': 5,
      'browser.contentblocking.features.standard': '-tp,tpPrivate,cookieBehavior5,-cm,-fp',
    },
  };
}

import { chromium, firefox } from '@playwright/test';
import { honestChromium, honestFirefox } from '../../../support/browsers.js';
import { assertBrowserIsHonest } from '../../../support/honest-browser.js';
import type { Engine, Profile } from './engine.js';
import { playwrightEngine } from './playwright-engine.js';
import { webkitEngine } from './webkit-engine.js';

const starts = {
  async Chromium(): Promise<Engine> {
    const options = honestChromium();
    const { executablePath, args, ignoreDefaultArgs } = options;
    const description = `${executablePath} ${args.join(' ')}, without ${ignoreDefaultArgs.join(' ')}`;
    return playwrightEngine(await chromium.launch(options), description);
  },
  async Firefox(): Promise<Engine> {
    const options = honestFirefox();
    const preferences = Object.entries(options.firefoxUserPrefs).map(([name, value]) => `${name}=${value}`);
    return playwrightEngine(await firefox.launch(options), `${options.executablePath} with ${preferences.join(' ')}`);
  },
  WebKit: webkitEngine,
};

export type EngineName = keyof typeof starts;

const known = Object.keys(starts) as readonly EngineName[];

/** `ENGINES=Chromium,Firefox,WebKit` picks them. Default: Chromium, which the other tests need anyway. */
export const engineNames = known.filter((name) => (process.env['ENGINES'] ?? 'Chromium').split(',').includes(name));

/** Opens pages in a profile, as whoever looks at them would. */
export const visitIn =
  (profile: Profile) =>
  async (url: string): Promise<() => Promise<void>> => {
    const opened = await profile.open(url);
    return () => opened.close();
  };

/**
 * A browser of that engine that was seen to block pop-ups and to partition storage.
 *
 * @throws {MissingBrowserError}
 */
export async function startEngine(name: EngineName): Promise<Engine> {
  const engine = await starts[name]();
  process.stdout.write(`${name} ${engine.description}\n`);
  try {
    const profile = await engine.newProfile();
    const [own, foreign] = await assertBrowserIsHonest(visitIn(profile));
    await profile.close();
    process.stdout.write(`${name} blocks pop-ups without a gesture, and keeps ${foreign} in a frame of ${own} apart\n`);
    return engine;
  } catch (cause) {
    await engine.close();
    throw cause;
  }
}

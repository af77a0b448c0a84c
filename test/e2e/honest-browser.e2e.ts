import { type Browser, chromium, expect, firefox, test } from '@playwright/test';
import { chromiumArguments, MissingBrowserError, requireBrowser } from '../support/browsers.js';
import { assertBrowserIsHonest } from '../support/honest-browser.js';
import { profileOf } from './support/engines/playwright-engine.js';
import { visitIn } from './support/engines/start-engine.js';

/** What the configuration file says would fill every option that is left out here. */
const launch = (ignoreDefaultArgs: string[]) =>
  chromium.launch({ executablePath: requireBrowser('chromium'), args: [...chromiumArguments], ignoreDefaultArgs });

const check = async (browser: Browser) => assertBrowserIsHonest(visitIn(profileOf(await browser.newContext())));

test('the browser of these tests blocks pop-ups and partitions storage', async ({ browser }) => {
  await check(browser);
});

test('a browser that lets every pop-up through is noticed', async () => {
  const browser = await launch([]);
  await expect(check(browser)).rejects.toThrow('does not block pop-ups');
  await browser.close();
});

test('a browser that does not partition storage is noticed', async () => {
  const browser = await launch(['--disable-popup-blocking']);
  await expect(check(browser)).rejects.toThrow('does not partition storage');
  await browser.close();
});

function findFirefox(): string {
  try {
    return requireBrowser('firefox');
  } catch (cause) {
    // biome-ignore lint/suspicious/noSkippedTests: the summary names it
    if (cause instanceof MissingBrowserError) test.skip(true, cause.message);
    throw cause;
  }
}

test('Firefox as Playwright starts it lets every pop-up through, which is noticed', async () => {
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox() });
  await expect(check(browser)).rejects.toThrow('does not block pop-ups');
  await browser.close();
});

test('Firefox with third parties let in is noticed', async () => {
  const firefoxUserPrefs = {
    'remote.prefs.recommended': false,
    'dom.disable_open_during_load': true,
    'network.cookie.cookieBehavior': 4,
  };
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox(), firefoxUserPrefs });
  await expect(check(browser)).rejects.toThrow('does not partition storage');
  await browser.close();
});

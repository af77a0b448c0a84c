import { chromium, expect, test } from '@playwright/test';
import { chromiumArguments, requireBrowser } from '../support/browsers.js';
import { assertBrowserIsHonest } from '../support/honest-browser.js';

/** What the configuration file says would fill every option that is left out here. */
const launch = (ignoreDefaultArgs: string[]) =>
  chromium.launch({ executablePath: requireBrowser('chromium'), args: [...chromiumArguments], ignoreDefaultArgs });

test('the browser of these tests blocks pop-ups and partitions storage', async ({ browser }) => {
  await assertBrowserIsHonest(browser);
});

test('a browser that lets every pop-up through is noticed', async () => {
  const browser = await launch([]);
  await expect(assertBrowserIsHonest(browser)).rejects.toThrow('does not block pop-ups');
  await browser.close();
});

test('a browser that does not partition storage is noticed', async () => {
  const browser = await launch(['--disable-popup-blocking']);
  await expect(assertBrowserIsHonest(browser)).rejects.toThrow('does not partition storage');
  await browser.close();
});

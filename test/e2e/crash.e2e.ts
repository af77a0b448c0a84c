import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { Seed } from '../../demo/providers/drive/seed.js';
import { plantDrive } from '../../demo/providers/drive/tree.js';
import { Bucket, expectedContents, folderNamed } from './support/bucket.js';
import { DriveCard } from './support/drive-card.js';
import { alice } from './support/people.js';
import { testIn } from './support/world.js';

const test = testIn({ port: 6130 });

const kills = 20;
const folders = ['Legal', 'Sales', 'Product', 'Finance', 'Recherche & Notes', 'Drafts', '2025', 'Über uns', '2024'];
/** Milliseconds that each of both services takes: slow enough for every kill to come in the midst of it. */
const slow = 200;

test(`a sync whose backend is killed ${kills} times copies every file once`, async ({ page, world }) => {
  test.setTimeout(480_000);
  const chosen = process.env['CRASH_SEED'] ?? String(randomInt(1_000_000));
  console.log(`CRASH_SEED=${chosen}`);
  const seed = new Seed(chosen);
  await page.goto(`${world.host}/integrations`);
  const drive = new DriveCard(page);
  await drive.connect();
  await drive.configure({ folders, prefix: 'crash' });
  const tree = plantDrive(alice.email);
  const homes = folders.map((name) => folderNamed(tree, name));
  const expected = expectedContents(tree, homes, 'crash/');

  await world.slowDown({ drive: slow, storage: slow });
  await drive.button('Sync').click();
  await expect(drive.card).toContainText(`of ${expected.size}`);
  const done = async () => Number(await drive.progress.getAttribute('value'));
  const stored = async () => (await world.storageLog()).flatMap(({ outcome, name }) => (outcome === 'stored' ? name : []));
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = await done();
    // The random moment itself: nothing is waited for.
    await pause(seed.below(2 * slow));
    await world.endBackend('SIGKILL');
    await world.startBackend();
    const left = (await stored()).length;
    // Somebody looks at the page again: it does not wait for its next try.
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(drive.badge).toHaveText('Running');
    if (kill === kills) await world.slowDown({ drive: 0, storage: 0 });
    else {
      // A file more, since a run that ends three processes in one step is given up. What the page shows may be older than the kill.
      const further = async () => (await stored()).length;
      await expect.poll(further, { message: `files after kill ${kill}`, timeout: 20_000 }).toBeGreaterThan(left);
      await expect.poll(done, { message: `progress after kill ${kill}`, timeout: 20_000 }).toBeGreaterThan(before);
    }
  }
  const words = await drive.endOfSync();
  await expect(drive.badge).toHaveText('Active');

  const [, copied = '', there = '0'] = /^(\d+) files were copied(?:; (\d+) were there already)?\.$/.exec(words) ?? [];
  expect(Number(copied) + Number(there)).toBe(expected.size);
  expect((await stored()).sort()).toEqual([...expected.keys()].sort());
  expect(Object.fromEntries(await new Bucket(world).contents(''))).toEqual(Object.fromEntries(expected));
  // Each kill repeats the one step that it interrupted, at most.
  const asked = await world.driveLog();
  expect(asked.filter(({ request }) => request === 'media').length).toBeLessThanOrEqual(expected.size + kills);
  console.log(
    `${expected.size} files, ${asked.filter(({ request }) => request === 'media').length} downloads, ${there} already there`,
  );
});

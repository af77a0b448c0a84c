import { expect, type Page } from '@playwright/test';
import { DriveCard } from './support/drive-card.js';
import { alice } from './support/people.js';
import { embedding, test } from './support/shared-world.js';
import { TryPages } from './support/try-pages.js';

/** What old libraries add to the built-in prototypes: all of it shows in a `for…in`, and some of it in every JSON text. */
const additions = `
  for (const [name, value] of Object.entries({ extend() {}, each() {}, clone() { return this; }, size: 7, empty: null, plugins: { a: 1 }, banner: 'x' }))
    Object.prototype[name] = value;
  Object.prototype.toJSON = function () { return 'an object'; };
  Object.defineProperty(Object.prototype, 'frozen', { enumerable: true, value() {} });
  Object.assign(Array.prototype, { remove() {}, contains() {}, toJSON() { return JSON.stringify(this.join(',')); } });
  for (const type of [String, Number, Boolean, Date, Map, Set, Function, Promise]) type.prototype.toJSON = () => 'a value';
  Object.assign(Function.prototype, { bindAsEventListener() {}, method() {} });
  Object.assign(Element.prototype, { hide() {}, show() {} });
  globalThis.polluted = true;`;

const moments: Readonly<Record<string, string>> = {
  'before our script': `<script>${additions}</script>`,
  'once our elements are defined': `<script>customElements.whenDefined('integration-hub').then(() => { ${additions} });</script>`,
  'once the cards are drawn': '',
};

const isPolluted = (page: Page): Promise<boolean> => page.evaluate(() => Reflect.has(globalThis, 'polluted'));

for (const [moment, script] of Object.entries(moments)) {
  test(`on a page that adds to every prototype ${moment}, the whole story works`, async ({ page, world }) => {
    test.setTimeout(120_000);
    const pages = await TryPages.start(world, world.port + embedding);
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    try {
      await page.goto(
        pages.with(`${script}<integration-hub tenant="acme" token-url="/integration-hub/token"></integration-hub>`),
      );
      const drive = new DriveCard(page);
      await expect(drive.badge).toHaveText('Not connected');
      if (script === '') await page.addScriptTag({ content: additions });
      expect(await isPolluted(page)).toBe(true);

      await drive.connect(alice);
      await drive.configure({
        folders: ['Legal', 'Recherche & Notes'],
        prefix: `polluted-${Object.keys(moments).indexOf(moment)}`,
      });
      expect(await drive.sync()).toBe('28 files were copied.');
      await drive.button('History of Google Drive to GCS').click();
      const history = drive.dialog('History');
      const lines = [/Sync.*28 files were copied/s, /Settings saved/, /Connected/].entries();
      for (const [index, line] of lines) await expect(history.getByRole('listitem').nth(index)).toHaveText(line);
      await history.getByRole('button', { name: /Sync/ }).first().click();
      await expect(drive.dialog('Sync')).toContainText('28 files in 2 folders');
      await page.keyboard.press('Escape');
      await drive.disconnect();

      expect(await isPolluted(page)).toBe(true);
      expect(errors).toEqual([]);
    } finally {
      await pages.close();
    }
  });
}

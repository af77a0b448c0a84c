import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problems } from '../../src/contract/problem.js';
import { de } from '../../src/localization/de.js';
import { dePages } from '../../src/localization/de.pages.js';
import { en } from '../../src/localization/en.js';
import { enPages } from '../../src/localization/en.pages.js';
import { cardWords, loadMessages } from '../../src/localization/load-messages.js';

/** Every text, with its path; functions are called with stand-ins. */
function* texts(value: unknown, path = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'function') {
    for (const count of [1, 2]) {
      const said: unknown = value(
        ...['One', 'Two', 'Three'].map((word, index) =>
          value.length > index ? (/\.(?:hub\.found|details\.needYou|details\.connectedOf)/.test(path) ? count : word) : undefined,
        ),
      );
      yield* texts(said, `${path}(${count})`);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* texts(inner, `${path}.${key}`);
  }
}

const sets = { en, de, enPages, dePages };

describe('the words', () => {
  for (const [name, messages] of Object.entries(sets)) {
    it(`of ${name} are there, and follow the rules of their tone`, () => {
      const all = [...texts(messages)];
      assert.ok(all.length > 20);
      for (const [path, text] of all) {
        assert.notEqual(text.trim(), '', path);
        assert.doesNotMatch(text, /!|\b(?:please|oops|successfully|bitte versuchen)\b/i, `${path}: ${text}`);
        assert.doesNotMatch(text, /undefined|\[object/, `${path}: ${text}`);
      }
    });
  }

  it('exist for every problem that the backend may answer, in every language', () => {
    for (const code of Object.keys(problems) as (keyof typeof problems)[]) {
      for (const messages of [en, de]) {
        const { title, text } = messages.error[code]('Orchard Shop');
        assert.ok(title.length > 3 && text.length > 3, code);
        assert.doesNotMatch(title, /[.]$/, `${code}: a title has no full stop`);
        assert.match(text, /[.]$/, `${code}: a sentence has one`);
      }
    }
  });

  it('count by the rules of the language', () => {
    assert.equal(en.hub.found(1), '1 integration');
    assert.equal(en.hub.found(0), '0 integrations');
    assert.equal(en.hub.found(1200), '1,200 integrations');
    assert.equal(de.hub.found(1200), '1.200 Integrationen');
    assert.equal(en.details.needYou(1, 3), '1 of 3 needs you');
    assert.equal(de.details.needYou(2, 3), '2 von 3 brauchen Ihre Aufmerksamkeit');
  });

  it('put a time beside a sentence or into it, with and without its day', () => {
    assert.equal(en.details.failedTitle('Sync', '22 Nov, 10:42'), 'Sync failed (22 Nov, 10:42).');
    assert.equal(de.details.failedTitle('Sync', '22. Nov., 10:42'), 'Sync ist fehlgeschlagen (22. Nov., 10:42).');
    assert.equal(de.details.connectedSince('3. November', 'Alice'), 'Verbunden am 3. November von Alice');
    assert.equal(de.form.savedBy('3. November', undefined), 'Gespeichert am 3. November');
    assert.equal(de.form.savedBy('vor 4 Min.', 'Alice'), 'Gespeichert vor 4 Min. von Alice');
  });

  it('are loaded for the language of a locale, and are English where there is none', async () => {
    assert.equal((await cardWords.load('de-AT')).locale, 'de');
    assert.equal(await cardWords.load('DE'), await cardWords.load('de-CH'), 'loaded once');
    assert.equal((await cardWords.load('fr')).locale, 'en');
    assert.equal((await cardWords.load('constructor')).locale, 'en');
    assert.equal((await loadMessages('de')).dialog.close, 'Schließen');
    assert.equal((await loadMessages('pt-BR')).dialog.close, 'Close');
  });
});

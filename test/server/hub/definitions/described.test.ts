import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { defineFlow, type FlowContext } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { createTemporaryDirectory } from '../../../support/databases.js';
import { fieldRows, renderFieldTables, wordsIn } from '../../../support/field-tables.js';

const example = readFileSync('demo/example/integration-hub.config.mjs', 'utf8');

describe('what describes a configuration', () => {
  it('has words on every field that an author writes', () => {
    const rows = fieldRows();
    assert.ok(rows.length > 60, `${rows.length} fields`);
    assert.deepEqual(
      rows.filter(({ words }) => words === '').map(({ thing, name }) => `${thing}: ${name}`),
      [],
    );
    const fields = wordsIn(readFileSync('src/contract/form.ts', 'utf8'), 'fieldShape');
    assert.deepEqual([fields.size > 15, [...fields].filter(([, words]) => words === '')], [true, []]);
  });

  it('is a table in the package that the schemas make', () => {
    const tables = readFileSync('demo/example/fields.md', 'utf8');
    assert.ok(
      tables.includes(renderFieldTables(fieldRows())),
      `demo/example/fields.md should hold:\n${renderFieldTables(fieldRows())}`,
    );
  });

  it('is one whole example: that of the README is the one in the package, and is taken without a word', async () => {
    assert.ok(readFileSync('README.md', 'utf8').includes(`\`\`\`js\n${example}\`\`\``), 'the README shows another example');
    await build(['pages', 'server']);
    const folder = await createTemporaryDirectory();
    const server = pathToFileURL('dist/server/index.js').href;
    const file = join(folder, 'integration-hub.config.mjs');
    writeFileSync(file, example.replace("'integration-hub/server'", JSON.stringify(server)));
    const { default: config } = await import(pathToFileURL(file).href);
    assert.deepEqual(createCatalogue(config).warnings, []);
    assert.equal(config.widgets[0].key, 'notes');
  });
});

interface Note {
  readonly id: string;
  readonly tags?: readonly string[];
}

/** Compiled, never run. */
export const typed = [
  defineFlow({ key: 'empty', name: 'Empty', version: '1', run: () => undefined }),
  // biome-ignore lint/suspicious/noEmptyBlockStatements: what a newcomer begins with
  defineFlow({ key: 'begun', name: 'Begun', version: '1', run(_context) {} }),
  defineFlow({
    key: 'steps',
    name: 'Steps',
    version: '1',
    async run(context: FlowContext) {
      const notes: Note[] = await context.step('Read', async (): Promise<Note[]> => [{ id: '1', tags: ['a'] }]);
      await context.step('Write', async () => {
        await context.log(notes[0]?.id ?? '');
      });
      // @ts-expect-error a date is a text when the step is read again
      await context.step('Date', async () => ({ at: new Date() }));
    },
  }),
];

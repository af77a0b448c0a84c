import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { architectureFaults, codeIn, entryFaults, nameFaults, rootFaults } from './support/architecture.js';
import { filesBelow } from './support/files-below.js';
import { parseSource, readSource } from './support/source.js';

const isCode = (path: string): boolean => /\.(?:m?ts|m?js)$/.test(path);
const faultsOf = (path: string, text: string): string[] => architectureFaults(parseSource(path, text));

describe('the source tree', () => {
  const sources = filesBelow('src').filter(isCode);

  it('imports in one direction only', () => {
    assert.ok(sources.length > 10, 'the scan found src');
    assert.deepEqual(
      sources.flatMap((path) => architectureFaults(readSource(path))),
      [],
    );
  });

  it('is used by its public entries in the demo and in the documentation', () => {
    const demo = filesBelow('demo').filter(isCode).map(readSource);
    const blocks = codeIn('README.md', readFileSync('README.md', 'utf8')).map(({ path, code }) => parseSource(path, code));
    assert.ok(demo.length > 10 && blocks.length > 1, 'the scan found the demo and the blocks');
    assert.deepEqual([...demo, ...blocks].flatMap(entryFaults), []);
  });

  it('names files by what they hold', () => {
    assert.deepEqual([...sources, ...filesBelow('demo'), ...filesBelow('test')].filter(isCode).flatMap(nameFaults), []);
  });

  it('keeps the root short', () => {
    const known = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
    const entries = [...new Set(known.split('\n').map((path) => path.split('/')[0] ?? ''))].filter((entry) => entry !== '');
    assert.ok(entries.includes('src'));
    assert.deepEqual(rootFaults(entries), []);
  });
});

describe('the import rule', () => {
  const forbidden: readonly [path: string, code: string, why: string][] = [
    ['src/core/hub/hub.ts', `import { client } from '../../browser/client.js';`, 'an import against the direction'],
    ['src/core/hub/hub.ts', `import type { Client } from '../../browser/client.js';`, 'an import of types alone'],
    ['src/core/hub/hub.ts', `export * from '../../elements/x.js';`, 'a re-export'],
    ['src/elements/x.ts', `const load = () => import('../server/handler.js');`, 'a dynamic import'],
    ['src/elements/x.ts', `let x: typeof import('../server/handler.js');`, 'a type query'],
    ['src/elements/x.ts', `let x: import('../server/handler.js').Handler;`, 'an import type'],
    ['src/elements/x.ts', `import { createMachine } from 'xstate';`, 'a machine in the view'],
    ['src/contract/x.ts', `import * as z from 'zod';`, 'the whole of zod in the browser'],
    ['src/core/x.ts', `import * as z from 'zod/mini';`, 'zod outside of the contract'],
    ['src/core/x.ts', `import 'node:fs';`, 'Node on the browser side'],
    ['src/core/x.ts', `import { html } from 'lit';`, 'lit outside of the elements'],
    ['src/browser/x.ts', `import { css } from 'lit/decorators.js';`, 'a part of lit outside of the elements'],
    ['src/headless.ts', `import './elements/integration-hub/define.js';`, 'elements in the headless entry'],
    ['src/core/x.ts', `import { a } from '../../test/a.js';`, 'a test in the product'],
    ['src/core/x.ts', `import { a } from './a';`, 'a specifier without extension'],
    ['src/widgets/x.ts', ``, 'a folder that the architecture does not know'],
    ['src/core/x.ts', `await fetch('/');`, 'fetch in the core'],
    ['src/elements/x.ts', `const get = globalThis.fetch;`, 'fetch by the global object'],
    ['src/elements/x.ts', `window.open('/');`, 'window in the view'],
    ['src/elements/x.ts', `const host = { window };`, 'window handed on'],
    ['src/core/x.ts', `document.title = '';`, 'a document in the core'],
  ];

  for (const [path, code, why] of forbidden) {
    it(`refuses ${why}`, () => assert.equal(faultsOf(path, code).length, 1, code));
  }

  const allowed: readonly [path: string, code: string, why: string][] = [
    [
      'src/elements/x.ts',
      `import type { Hub } from '../core/hub/hub.js'; import { html } from 'lit';`,
      'the view asking the core',
    ],
    [
      'src/server/x.ts',
      `import * as z from 'zod'; import { a } from '../contract/a.js'; import 'node:fs';`,
      'what the server needs',
    ],
    [
      'src/core/x.ts',
      `interface Metric { window: string } const f = (m: Metric, o: { fetch(): void }) => [m.window, o.fetch()];`,
      'properties',
    ],
    ['src/core/x.ts', `// window\nconst a = 'fetch';`, 'words'],
    ['src/browser/x.ts', `await window.fetch('/');`, 'the browser part talking'],
  ];

  for (const [path, code, why] of allowed) {
    it(`allows ${why}`, () => assert.deepEqual(faultsOf(path, code), []));
  }
});

describe('the rule of entries', () => {
  it('refuses what lies inside of the package, and an entry that there is not', () => {
    for (const code of [
      `import { createServer } from '../src/server/create-server.js';`,
      `import type { FormValues } from '../src/contract/form.js';`,
      `const load = () => import('integration-hub/server/create-server');`,
      'const load = () => import(`../src/server/create-server.js`);',
      `const { createServer } = require('../src/server/index.js');`,
      `import server = require('../src/server/index.js');`,
      `import '/src/define.ts';`,
      `import { createServer } from '../dist/server.js';`,
      `import '../.build/server.js';`,
      `const page = new URL('../src/define.ts', import.meta.url);`,
      `const page = import.meta.resolve('../src/define.js');`,
    ]) {
      assert.equal(entryFaults(parseSource('demo/backend.ts', code)).length, 1, code);
    }
    assert.deepEqual(entryFaults(parseSource('demo/backend.ts', `import { createServer } from 'integration-hub/server';`)), []);
  });
});

describe('the code of a document', () => {
  it('is found however its block is marked', () => {
    const code = `import 'integration-hub/nope';`;
    for (const text of [
      ...[
        'js',
        'ts',
        'jsx',
        'tsx',
        'mjs',
        'cjs',
        'mts',
        'javascript',
        'typescript',
        'TypeScript',
        'js title="a.js"',
        ' js {1}',
      ].map((mark) => `\`\`\`${mark}\n${code}\n\`\`\`\n`),
      `1. So:\n   \`\`\`js\n   ${code}\n   \`\`\`\n`,
      `\`\`\`html\n<p></p>\n<script type="module">${code}</script>\n\`\`\`\n`,
    ]) {
      const faults = codeIn('README.md', text).flatMap((block) => entryFaults(parseSource(block.path, block.code)));
      assert.equal(faults.length, 1, text);
    }
    assert.deepEqual(codeIn('README.md', `\`\`\`sh\n${code}\n\`\`\`\n`), []);
  });
});

describe('the naming rule', () => {
  it('refuses names that say nothing', () => {
    for (const path of [
      'src/core/utils.ts',
      'demo/helpers.ts',
      'src/core/hub/types.ts',
      'src/core/constants.ts',
      'src/core/index.ts',
    ]) {
      assert.equal(nameFaults(path).length, 1, path);
    }
    for (const path of ['src/index.ts', 'src/server/index.ts', 'src/core/hub/hub.ts', 'demo/pages/index.html']) {
      assert.deepEqual(nameFaults(path), []);
    }
  });

  it('refuses a settings file at the root', () => {
    assert.deepEqual(rootFaults(['src', '.biome.json', 'knip.json']), ['knip.json does not belong at the root']);
  });
});

import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { alone, forget, hashOf, isFresh, remember } from './build-stamps.js';
import { filesBelow } from './files-below.js';

/** A part of the build: what it is made from, which of its files must be there before, and where it puts what it makes. */
interface Part {
  readonly inputs: readonly string[];
  readonly entries: readonly string[];
  readonly isOutput: (path: string) => boolean;
  readonly make: () => Promise<void> | void;
}

const browserSide = [
  'src/contract',
  'src/core',
  'src/browser',
  'src/elements',
  'src/localization',
  'src/index.ts',
  'src/define.ts',
];
const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'test/support/build.ts',
  'test/support/compact-literals.ts',
  'test/support/entry-alone.ts',
  'test/support/files-below.ts',
  'test/support/server-types.ts',
  'test/support/source.ts',
  'test/support/tsconfig.build.json',
  'test/support/tsconfig.server-types.json',
];
/** A new database of PGlite, packed. */
const emptyDatabase = 'node_modules/@electric-sql/pglite-prepopulatedfs';
const below = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
// Loaded when something is made: most tests that build find everything made.
const vite = async (mode: string): Promise<unknown> => (await import('vite')).build({ configFile: 'vite.config.ts', mode });

/** In this order: the server reads the pages that were built before it. */
const parts: Readonly<Record<string, Part>> = {
  modules: {
    inputs: [...browserSide, 'src/headless.ts'],
    entries: ['src/index.ts', 'src/define.ts', 'src/headless.ts', 'src/elements/custom-elements.json'],
    isOutput: (path) => !/^dist\/(?:script-tag|pages|server)\/|^dist\/\./.test(path),
    make() {
      execFileSync('node_modules/.bin/tsc', ['-p', 'test/support/tsconfig.build.json'], { stdio: 'inherit' });
      copyFileSync('src/elements/custom-elements.json', 'dist/custom-elements.json');
    },
  },
  'script-tag': {
    inputs: [...browserSide, 'src/script-tag.ts', 'src/script-tag-elements.ts'],
    entries: ['src/script-tag.ts'],
    isOutput: below('dist/script-tag'),
    async make() {
      await vite('script-tag');
    },
  },
  pages: {
    inputs: ['src/pages', 'src/contract', 'src/localization'],
    entries: ['src/pages'],
    isOutput: below('dist/pages'),
    make: makePages,
  },
  server: {
    inputs: ['src/server', 'src/contract', 'src/localization'],
    entries: [
      'src/server/index.ts',
      'src/server/tokens.ts',
      'src/server/command/cli.ts',
      'src/server/platform/database/embedded/pglite-worker.js',
    ],
    isOutput: below('dist/server'),
    async make() {
      await vite('server');
      (await import('./server-types.js')).writeServerTypes();
      copyFileSync(`${emptyDatabase}/dist/prepopulatedfs.tgz`, 'dist/server/empty-database.tgz');
      const { name, version, license } = JSON.parse(readFileSync(`${emptyDatabase}/package.json`, 'utf8')) as Record<
        string,
        string
      >;
      const words = readFileSync(`${emptyDatabase}/LICENSE`, 'utf8');
      appendFileSync('dist/server/LICENSES.md', `\n## ${name} - ${version} (${license})\n\n${words}`);
      const cli = readFileSync('dist/server/cli.js', 'utf8');
      if (!cli.startsWith('#!')) writeFileSync('dist/server/cli.js', `#!/usr/bin/env node\n${cli}`);
      chmodSync('dist/server/cli.js', 0o755);
    },
  },
};

/** Scripts and styles that the server puts between `<script>` or `<style>` tags: nothing in them may end such a tag. */
async function makePages(): Promise<void> {
  const sources = readdirSync('src/pages');
  const pages = sources.filter((file) => file.endsWith('.page.ts')).map((file) => basename(file, '.page.ts'));
  if (pages.length === 0 || !sources.some((file) => file.endsWith('.css')))
    throw new Error('src/pages holds no *.page.ts, or no style sheet.');
  for (const name of pages) await vite(`page:${name}`);
  await vite('page-styles');
  for (const path of filesBelow('dist/pages')) {
    const text = readFileSync(path, 'utf8');
    if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${path} could end the tag that it is put in.`);
    if (path.endsWith('.js') && /\bimport\s*[\w{*"'(]|\bexport\s*[{*]/.test(text))
      throw new Error(`${path} is not self-contained.`);
  }
}

/**
 * Builds the package into `dist`, or the parts named; what has not changed since is left as it is.
 *
 * @throws Error when a source that a part needs is missing, or a part cannot be made.
 */
export async function build(names: readonly string[] = Object.keys(parts)): Promise<void> {
  await alone(() => makeParts(names));
}

async function makeParts(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) throw new Error(`The build knows no part ${name}; its parts are ${Object.keys(parts).join(', ')}.`);
    for (const entry of part.entries) if (!existsSync(entry)) throw new Error(`The build needs ${entry}, which is missing.`);
    const inputs = hashOf([...part.inputs, ...part.entries, ...settings]);
    if (isFresh(name, inputs)) continue;
    const start = performance.now();
    for (const old of forget(name)) rmSync(old, { force: true });
    await part.make();
    const outputs = filesBelow('dist').filter(part.isOutput);
    remember(name, inputs, outputs);
    process.stdout.write(`built ${name}: ${outputs.length} files in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  }
}

if (process.argv[1]?.endsWith('/build.ts')) {
  try {
    await build(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

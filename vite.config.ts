import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig, type Rolldown, type UserConfig } from 'vite';
import { compactLiterals } from './test/support/compact-literals.js';
import { entryAlone } from './test/support/entry-alone.js';
import { withOwnKeysOnly } from './test/support/own-keys-only.js';

/**
 * One build a mode; `npm run build` runs them all (test/support/build.ts), with the modules for bundlers, which are the
 * compiler's work.
 *
 *   script-tag     the bundle for a script element, with lazy chunks
 *   page:<name>    one page of the server's own origin: a single script, to be put into its HTML
 *   page-styles    the style sheet of these pages
 *   server         the backend for Node, with its small dependencies
 */
export default defineConfig(({ mode }): UserConfig => {
  const [kind, name] = mode.split(':');
  if (kind === 'script-tag') return scriptTag;
  if (kind === 'page' && name !== undefined) return page(name);
  if (kind === 'page-styles') return pageStyles();
  if (kind === 'server') return server;
  throw new Error(`vite.config.ts knows no mode ${mode}.`);
});

const shared = {
  publicDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
} satisfies UserConfig;

const elements = '/src/script-tag-elements.ts';

/** Whether a module comes with the elements, which the entry asks for, rather than later. */
function isFirst(id: string, graph: Rolldown.ChunkingContext, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  if (id.endsWith(elements)) return true;
  return graph.getModuleInfo(id)?.importers.some((importer) => isFirst(importer, graph, seen)) === true;
}

const scriptTag: UserConfig = {
  ...shared,
  plugins: [entryAlone('/src/script-tag.ts', elements, 'hub'), compactLiterals(), withOwnKeysOnly()],
  build: {
    target: 'es2022',
    outDir: 'dist/script-tag',
    sourcemap: true,
    modulePreload: false,
    license: { fileName: 'LICENSES.md' },
    lib: { entry: { 'integration-hub': 'src/script-tag.ts' }, formats: ['es'] },
    rolldownOptions: {
      experimental: { nativeMagicString: true },
      // Schemas that only the server parses with are left out.
      treeshake: { manualPureFunctions: ['z', 'openEnum', 'typedRecord'] },
      output: {
        // Here, or the white space of an ES library stays.
        minify: true,
        // A hundred notes that a call is pure have done their work by now.
        comments: { annotation: false },
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash:6].js',
        // The first load is one chunk beside the entry: compressed as a whole it is 3 kB smaller than in pieces. Not the entry itself,
        // which lazy chunks would then import: a page that adds a query to its address, or is redirected, would get it twice.
        codeSplitting: {
          groups: [
            {
              debugName: 'first load',
              name: (id, graph) => (isFirst(id, graph) ? 'hub' : null),
            },
          ],
        },
      },
    },
  },
};

const page = (name: string): UserConfig => ({
  ...shared,
  build: {
    target: 'es2022',
    outDir: 'dist/pages',
    emptyOutDir: false,
    lib: { entry: { [name]: `src/pages/${name}.page.ts` }, formats: ['es'] },
    rolldownOptions: { output: { minify: true, codeSplitting: false, entryFileNames: '[name].js' } },
  },
});

const pageStyles = (): UserConfig => ({
  ...shared,
  build: {
    outDir: 'dist/pages',
    emptyOutDir: false,
    rolldownOptions: {
      input: readdirSync('src/pages')
        .filter((file) => file.endsWith('.css'))
        .map((file) => `src/pages/${file}`),
      output: { assetFileNames: ({ names }) => basename(names[0] ?? '') },
    },
  },
});

/** Left out of the bundle: optional peers, and what the page's bundle has as a dependency anyway stays one of the package. */
const peers = ['@electric-sql/pglite', 'pg', '@dbos-inc/dbos-sdk'];

const server: UserConfig = {
  ...shared,
  ssr: { noExternal: true, external: peers, target: 'node' },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: 'dist/server',
    minify: false,
    license: { fileName: 'LICENSES.md' },
    rolldownOptions: {
      input: {
        index: 'src/server/index.ts',
        tokens: 'src/server/tokens.ts',
        cli: 'src/server/command/cli.ts',
        'pglite-worker': 'src/server/platform/database/embedded/pglite-worker.js',
      },
      // Every file lies in the same folder: what is read beside a module is then found whatever chunk the module lands in.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

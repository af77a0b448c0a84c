import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InputOptions, rolldown } from 'rolldown';
import { isRunning } from './build-stamps.js';
import { bundleIn, bundlesVariable } from './node-arguments.js';

/** Inside of the project, where its packages are found. A folder a process, so that no run takes the files of another one away. */
const place = resolve('dist/.bundles');

/**
 * Makes bundles of TypeScript files for the processes of Node that this one starts from now on: a process loads one in a third of the
 * time that it takes to load the sources one by one. They are gone with this process.
 */
export async function bundleForNode(files: readonly string[]): Promise<string> {
  const folder = await bundle(files, {
    platform: 'node',
    external: (id) => !/^(?:[./]|integration-hub\/|@oxc-project\/runtime)/.test(id),
    plugins: [ownAddresses],
  });
  process.env[bundlesVariable] = folder;
  return folder;
}

/** Makes bundles for the test runner of browsers, which would serve hundreds of modules to each page. */
export const bundleForBrowser = (files: readonly string[]): Promise<string> =>
  bundle(files, {
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'development', 'import', 'default'] },
    // It imports what the test runner serves by itself.
    external: ['@web/test-runner-commands'],
  });

async function bundle(files: readonly string[], options: InputOptions): Promise<string> {
  mkdirSync(place, { recursive: true });
  const remove = (name: string): void => rmSync(join(place, name), { recursive: true, force: true });
  for (const name of readdirSync(place)) if (!isRunning(Number(name))) remove(name);
  const own = String(process.pid);
  process.on('exit', () => remove(own));
  const folder = join(place, own);
  const nameOf = (file: string): string => relative(folder, bundleIn(folder, resolve(file))).replace(/\.js$/, '');
  // Modules that nothing is imported from are loaded for what they do.
  const made = await rolldown({
    input: Object.fromEntries(files.map((file) => [nameOf(file), file])),
    treeshake: false,
    tsconfig: 'tsconfig.json',
    ...options,
  });
  await made.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: true,
  });
  return folder;
}

/** What is read beside a module is found where its source is. */
const ownAddresses = {
  name: 'own-addresses',
  transform: {
    filter: { code: /import\.meta\.url/ },
    handler: (code: string, id: string) => ({
      code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      map: null,
    }),
  },
};

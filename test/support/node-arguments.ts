import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The environment variable that says where a run of many files has put the bundles that it made of them. */
export const bundlesVariable = 'TEST_BUNDLES';

/** Where the bundle of a file lies, or is to lie. */
export const bundleIn = (folder: string, file: string): string => join(folder, relative(root, file).replace(/\.ts$/, '.js'));

/** A file, from the root; of a bundle, the one that it was made of. */
export const sourceIn = (folder: string, file: string): string =>
  file.startsWith(folder) ? relative(folder, file).replace(/\.js$/, '.ts') : relative(root, file);

/**
 * How tests start Node. V8 would spend more time on making the embedded database faster than most of them have it; a bundle is mapped
 * to the sources that it was made of.
 */
export const nodeFlags = ['--liftoff-only', '--enable-source-maps'] as const;

/** What Node is given to run a TypeScript file: its bundle, where there is one, or the file itself. */
export function nodeArguments(file: URL): string[] {
  const path = fileURLToPath(file);
  const folder = process.env[bundlesVariable];
  const bundle = folder === undefined ? path : bundleIn(folder, path);
  return bundle !== path && existsSync(bundle)
    ? [...nodeFlags, bundle]
    : [...nodeFlags, '--import', import.meta.resolve('tsx'), path];
}

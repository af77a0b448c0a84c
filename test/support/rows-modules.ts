import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesBelow } from './files-below.js';

type Module = Readonly<Record<string, (...values: unknown[]) => unknown>>;

/** Every module of rows, by its path: found, not named, so that none is forgotten. No bundle holds them: load this with `tsImport`. */
export const rowsModules: ReadonlyMap<string, Module> = new Map(
  await Promise.all(
    filesBelow('src/server')
      .filter((path) => path.endsWith('.rows.ts'))
      .map(async (path) => [path, (await import(pathToFileURL(resolve(path)).href)) as Module] as const),
  ),
);

import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { importsOf, readSource } from '../source.js';

/** Bytes, brotli, of what a page loads before it can draw the first cards. */
const budget = 34_000;
const entry = 'dist/script-tag/integration-hub.js';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** The entry, the elements that it asks for, and everything that those import statically; what is loaded later is not the first load. */
function firstLoad(): string[] {
  const files = new Set([entry]);
  for (const file of files) {
    for (const { specifier, dynamic } of importsOf(readSource(file))) {
      if (!dynamic || file === entry) files.add(posix.join(posix.dirname(file), specifier));
    }
  }
  if (files.size < 2) throw new Error(`${entry} asks for no elements.`);
  return [...files];
}

/** @throws Error when the script-tag bundle's first load is over its budget. */
export function checkBundleSize(): string {
  const files = firstLoad();
  const size = files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);
  const report = `${kilobytes(size)} brotli of ${kilobytes(budget)}, in ${files.length} files`;
  if (size > budget) throw new Error(`The script-tag bundle is too large: ${report}.`);
  return report;
}

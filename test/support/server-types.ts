import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { filesBelow } from './files-below.js';
import { importsOf, readSource } from './source.js';

const emitted = 'dist/.types';

/** Packages that the types of `./server` may name: those that are installed with this one. Everything else is bundled, or a peer. */
const installed = new Set(['zod', 'zod/mini']);

/**
 * Writes the declarations that `./server` and `./tokens` reach, and no others, into `dist/server/types`.
 *
 * @throws Error with the way from the entry to a package that a consumer does not have.
 */
export function writeServerTypes(): void {
  rmSync(emitted, { recursive: true, force: true });
  try {
    execFileSync('node_modules/.bin/tsc', ['-p', 'test/support/tsconfig.server-types.json'], { stdio: 'inherit' });
    for (const path of [...reached(`${emitted}/server/index.d.ts`), ...reached(`${emitted}/server/tokens.d.ts`)]) {
      const target = path.replace(emitted, 'dist/server/types');
      mkdirSync(posix.dirname(target), { recursive: true });
      copyFileSync(path, target);
    }
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

function reached(entry: string): string[] {
  const known = new Set(filesBelow(emitted));
  const ways = new Map<string, string>([[entry, posix.basename(entry)]]);
  const faults: string[] = [];
  for (const [path, way] of ways) {
    for (const { specifier } of importsOf(readSource(path))) {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.d.ts');
        if (!known.has(target) && !existsSync(target)) faults.push(`${way} → ${specifier}, which was not emitted`);
        if (!ways.has(target)) ways.set(target, `${way} → ${posix.relative(emitted, target)}`);
      } else if (!installed.has(specifier)) faults.push(`${way} → ${specifier}`);
    }
  }
  if (faults.length > 0)
    throw new Error(`The types of the server's entries name what its users do not have:\n  ${[...new Set(faults)].join('\n  ')}`);
  return [...ways.keys()];
}

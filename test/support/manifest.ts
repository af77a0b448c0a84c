import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Checked in, so that a change of the public API is seen where it is reviewed; the build copies it into the package. */
export const manifestFile = 'src/elements/custom-elements.json';

interface Named {
  readonly name: string;
}

export interface ElementDeclaration extends Named {
  readonly tagName: string;
  readonly cssParts?: readonly Named[];
  readonly cssStates?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly events?: readonly Named[];
}

export interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations: readonly ElementDeclaration[] }[];
}

/** The manifest of the sources as they are, as text. */
export function generateManifest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'integration-hub-manifest-'));
  try {
    execFileSync(
      'node_modules/.bin/cem',
      ['analyze', '--quiet', '--config', 'test/support/manifest.config.mjs', '--outdir', relative('', folder)],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    return `${readFileSync(join(folder, 'custom-elements.json'), 'utf8').trim()}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('/manifest.ts')) writeFileSync(manifestFile, generateManifest());

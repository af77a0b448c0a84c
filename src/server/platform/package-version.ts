import { readFileSync } from 'node:fs';

/** The package's manifest: from the sources, and from what is built of them. */
const manifestPath = import.meta.url.endsWith('.ts') ? '../../../package.json' : '../../package.json';
const manifest = JSON.parse(readFileSync(new URL(manifestPath, import.meta.url), 'utf8')) as { readonly version: string };

/** Of this package. */
export const version = manifest.version;

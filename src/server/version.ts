import { readFileSync } from 'node:fs';

/** Of this package. Its manifest lies two folders up from the sources and from what is built of them. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string };

export const version = manifest.version;

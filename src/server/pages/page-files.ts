import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Markup } from './markup.js';

/** A built script or style sheet as it stands in a page, and the CSP source that allows it. */
export interface PageFile {
  readonly text: Markup;
  readonly source: string;
}

/** Beside the built server, and from the sources of it. */
const folders = [new URL('../pages/', import.meta.url), new URL('../../../dist/pages/', import.meta.url)];

const read = new Map<string, PageFile>();

/** @throws {Error} when the pages are not built */
export function pageFile(name: 'start.js' | 'done.js' | 'embed.js' | 'pages.css' | 'embed.css'): PageFile {
  const known = read.get(name);
  if (known !== undefined) return known;
  const url = folders.map((folder) => new URL(name, folder)).find((candidate) => existsSync(candidate));
  if (url === undefined) throw new Error(`The page ${name} is not built: npm run build`);
  const text = readFileSync(url, 'utf8');
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`The page ${name} would end its own tag`);
  const file = { text: new Markup(text), source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
  read.set(name, file);
  return file;
}

import { invalidParameter } from '../shared/google-error.js';
import type { DriveFile } from './tree.js';

/** Does a file match? `root` is resolved by the caller. */
export type Filter = (file: DriveFile) => boolean;

const token = /\s*(?:'((?:[^'\\]|\\.)*)'|(!=|<=|>=|=|<|>)|([A-Za-z]+))/y;

interface Token {
  kind: 'text' | 'operator' | 'word';
  value: string;
}

/**
 * The `q` parameter of `files.list`, the part of the language that a sync needs: `'id' in parents`, `mimeType`, `name`
 * (`=`, `!=`, `contains`), `trashed`, `modifiedTime`, joined by `and`. Throws the error that Drive answers to anything else.
 * Source: Drive v3, "Search query terms and operators".
 */
export function parseQuery(q: string, rootId: string): Filter {
  const tokens = tokenize(q);
  if (tokens.length === 0) return () => true;
  const filters: Filter[] = [];
  let position = 0;
  const take = (kind?: Token['kind']): string => {
    const next = tokens[position++];
    if (!next || (kind && next.kind !== kind)) throw invalidParameter('q');
    return next.value;
  };
  while (position < tokens.length) {
    if (filters.length > 0 && take('word') !== 'and') throw invalidParameter('q');
    if (tokens[position]?.kind === 'text') {
      const parent = take('text');
      if (take('word') !== 'in' || take('word') !== 'parents') throw invalidParameter('q');
      const id = parent === 'root' ? rootId : parent;
      filters.push(({ parents }) => parents.includes(id));
    } else filters.push(comparison(take('word'), take(), take()));
  }
  return (file) => filters.every((filter) => filter(file));
}

function comparison(field: string, operator: string, value: string): Filter {
  if (field === 'trashed' && (value === 'true' || value === 'false')) {
    const wanted = (value === 'true') === (operator === '=');
    if (operator === '=' || operator === '!=') return ({ trashed }) => trashed === wanted;
  }
  if (field === 'name' || field === 'mimeType') {
    if (operator === '=') return (file) => file[field] === value;
    if (operator === '!=') return (file) => file[field] !== value;
    if (operator === 'contains') return (file) => startsAWord(file[field], value);
  }
  if (field === 'modifiedTime' && !Number.isNaN(Date.parse(value))) {
    const moment = new Date(value).toISOString();
    const compare = orders[operator];
    if (compare) return ({ modifiedTime }) => compare(modifiedTime, moment);
  }
  throw invalidParameter('q');
}

const orders: Record<string, (left: string, right: string) => boolean> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Drive's `contains` matches the beginnings of words in a name. */
function startsAWord(text: string, wanted: string): boolean {
  const [where, what] = [text.toLowerCase(), wanted.toLowerCase()];
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(where[at - 1] ?? '')) return true;
  }
  return false;
}

function tokenize(q: string): Token[] {
  const tokens: Token[] = [];
  const text = q.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) throw invalidParameter('q');
    if (match[1] !== undefined) tokens.push({ kind: 'text', value: match[1].replace(/\\(.)/g, '$1') });
    else if (match[2] !== undefined) tokens.push({ kind: 'operator', value: match[2] });
    else tokens.push({ kind: 'word', value: match[3] ?? '' });
  }
  return tokens;
}

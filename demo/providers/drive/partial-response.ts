import { invalidParameter } from '../shared/google-error.js';

/** What a `fields` parameter keeps: the named members, each whole (`true`) or in part. */
interface Selection {
  [member: string]: Selection | true;
}

/**
 * A partial response: `nextPageToken,files(id,name)`, `files/id`, `*`. Members that do not exist are left out.
 * Source: Drive v3, "Return specific fields".
 */
export function selectFields(value: unknown, fields: string): unknown {
  return apply(value, parse(fields));
}

function parse(fields: string): Selection {
  const tokens = fields.replace(/\s+/g, '').match(/[^,()/]+|[,()/]/g) ?? [];
  let position = 0;
  const fail = () => invalidParameter('fields', `Invalid field selection ${fields}`, 'invalidParameter');

  const list = (): Selection => {
    const selection: Selection = {};
    do path(selection);
    while (tokens[position] === ',' && ++position);
    return selection;
  };
  const path = (into: Selection): void => {
    const name = tokens[position++];
    if (name === undefined || /^[,()/]$/.test(name)) throw fail();
    if (tokens[position] === '/') {
      position++;
      const inner = into[name] === undefined || into[name] === true ? {} : into[name];
      path(inner);
      into[name] = inner;
    } else if (tokens[position] === '(') {
      position++;
      into[name] = list();
      if (tokens[position++] !== ')') throw fail();
    } else into[name] = true;
  };

  const selection = list();
  if (position < tokens.length) throw fail();
  return selection;
}

function apply(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) return value.map((item) => apply(item, selection));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const wanted = selection[name] ?? selection['*'];
    if (wanted === undefined) return [];
    return [[name, wanted === true ? member : apply(member, wanted)]];
  });
  return Object.fromEntries(kept);
}

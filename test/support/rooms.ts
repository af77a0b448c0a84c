import { posix } from 'node:path';
import { importsOf, lineOf, nodesOf, type Source, type SyntaxNode } from './source.js';

/** The rooms of the server, each of which imports only those before it; `''` is the top. */
export const rooms: readonly string[] = [
  ...['platform', 'platform/database', 'platform/vault', 'platform/outgoing', 'platform/oauth', 'platform/tokens'],
  ...['hub/definitions', 'options', 'hub/services', 'hub/events', 'hub/widgets', 'hub/connections', 'hub/history', 'hub/runs'],
  ...['hub/configurations', 'hub/credentials', 'hub/actions', 'pages', 'hub/authorizations', 'hub/removal', 'hub/runner'],
  ...['hub/views', 'hub/upkeep', 'http', 'api', '', 'command'],
];

const base = 'src/server';
const top = ['server.ts', 'hub-server.ts', 'create-server.ts', 'start-services.ts', 'listen.ts', 'index.ts', 'tokens.ts'];
/** Rooms with folders in them. */
const withFloors = ['platform/database', 'api'];

/** `undefined`: the folder is no room. */
export function roomOf(path: string): string | undefined {
  const folder = posix.relative(base, posix.dirname(path));
  return rooms.find((room) => room === folder) ?? withFloors.find((room) => folder.startsWith(`${room}/`));
}

const nameOf = (room: string | undefined): string => (room === '' ? 'the top' : (room ?? 'no room'));

const targetsOf = (source: Source): { readonly target: string; readonly line: number }[] =>
  importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, line }) => ({
      target: posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts'),
      line,
    }));

/** Where a file stands, and what it imports from rooms that come after its own; types count. */
export function orderFaults(source: Source): string[] {
  const own = roomOf(source.path);
  if (own === undefined) return [`${source.path} stands in no room`];
  if (own === '' && !top.includes(posix.basename(source.path))) return [`${source.path} belongs into a room`];
  return targetsOf(source).flatMap(({ target, line }) => {
    if (!target.startsWith(`${base}/`)) return [];
    const other = roomOf(target);
    const isBefore = other !== undefined && rooms.indexOf(other) <= rooms.indexOf(own);
    return isBefore ? [] : [`${source.path}:${line}: ${nameOf(own)} may not import ${nameOf(other)} (${target})`];
  });
}

/** Files that import each other in a circle, types counted: a line for each circle. */
export function circles(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map((source) => [source.path, targetsOf(source).map(({ target }) => target)]));
  const reach = (path: string, reached = new Set<string>()): Set<string> => {
    for (const next of imports.get(path) ?? []) {
      if (reached.has(next) || !imports.has(next)) continue;
      reached.add(next);
      reach(next, reached);
    }
    return reached;
  };
  const reached = new Map([...imports.keys()].map((path) => [path, reach(path)]));
  const around = [...reached].filter(([path, others]) => others.has(path));
  const lines = around.map(([path, others]) =>
    around.flatMap(([other, back]) => (others.has(other) && back.has(path) ? [other] : [])).join(' → '),
  );
  return [...new Set(lines)];
}

const builders = ['selectFrom', 'selectNoFrom', 'insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto', 'query'];

const isValueImport = ({ type, importKind, source }: SyntaxNode): boolean =>
  type === 'ImportDeclaration' && importKind !== 'type' && (source as SyntaxNode).value === 'kysely';

const isQuery = ({ type, callee }: SyntaxNode): boolean => {
  const { property } = (callee ?? {}) as { property?: { name?: string } };
  return type === 'CallExpression' && builders.includes(property?.name ?? '');
};

/** SQL, built or written, outside of `*.rows.ts` and `platform/database`. */
export function sqlFaults(source: Source): string[] {
  if (source.path.endsWith('.rows.ts') || roomOf(source.path) === 'platform/database') return [];
  return [...nodesOf(source.program)]
    .filter(({ node }) => isValueImport(node) || isQuery(node))
    .map(({ node }) => `${source.path}:${lineOf(source, node.start)}: queries belong into a file *.rows.ts`);
}

const isFunction = ({ type }: SyntaxNode): boolean => type === 'FunctionDeclaration' || type === 'ArrowFunctionExpression';

interface Parameter {
  readonly name?: string;
  readonly typeAnnotation?: { readonly typeAnnotation?: { readonly typeName?: { readonly name?: string } } };
}

/** What a function of rows asks with: the type of its first parameter. */
const asksWith = ({ params }: SyntaxNode): string | undefined =>
  (params as readonly Parameter[])[0]?.typeAnnotation?.typeAnnotation?.typeName?.name;

const isExecuted = (node: SyntaxNode): boolean =>
  [...nodesOf(node)].some(({ node: { type, callee } }) => {
    const { property } = (callee ?? {}) as { property?: { name?: string } };
    return type === 'CallExpression' && /^execute/.test(property?.name ?? '');
  });

/** Functions of rows that ask the database with something that was not handed to them, or that may be left out. */
export function handedFaults(source: Source): string[] {
  if (!source.path.endsWith('.rows.ts')) return [];
  return [...nodesOf(source.program)]
    .filter(
      ({ node, parent }) =>
        isFunction(node) && ['Program', 'ExportNamedDeclaration', 'VariableDeclarator'].includes(parent?.type ?? ''),
    )
    .filter(({ node }) => isExecuted(node) && !['Queries', 'Transaction'].includes(asksWith(node) ?? ''))
    .map(({ node }) => `${source.path}:${lineOf(source, node.start)}: take queries or a transaction first`);
}

/** Files of one name in two rooms: whoever opens one by its name finds the other. */
export function stemFaults(paths: readonly string[]): string[] {
  const known = new Map<string, string>();
  return paths.flatMap((path) => {
    const [stem = ''] = posix.basename(path).split('.');
    const other = known.get(stem) ?? path;
    known.set(stem, other);
    return roomOf(other) === roomOf(path) ? [] : [`${other} and ${path} have one name`];
  });
}

/** Rooms that nobody is told about in a README, or in one that nobody reads to its end. */
export function readmeFaults(textOf: (path: string) => string | undefined): string[] {
  return rooms.flatMap((room) => {
    const path = posix.join(base, room, 'README.md');
    const lines = textOf(path)?.trimEnd().split('\n').length ?? 0;
    if (lines === 0) return [`${path} is missing`];
    return lines > 15 ? [`${path} has ${lines} lines, where a room is told in 15`] : [];
  });
}

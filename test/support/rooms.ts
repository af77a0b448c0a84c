import { posix } from 'node:path';
import { childrenOf, importsOf, lineOf, nodesOf, reachedBy, type Source, type SyntaxNode, textOf } from './source.js';

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
  reachedBy(source)
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
  const round = importsOf(source)
    .filter(({ specifier }) => /^integration-hub(?:\/|$)/.test(specifier))
    .map(({ specifier, line }) => `${source.path}:${line}: the server may not import itself (${specifier})`);
  const later = targetsOf(source).flatMap(({ target, line }) => {
    if (!target.startsWith(`${base}/`)) return [];
    const other = roomOf(target);
    const isBefore = other !== undefined && rooms.indexOf(other) <= rooms.indexOf(own);
    return isBefore ? [] : [`${source.path}:${line}: ${nameOf(own)} may not import ${nameOf(other)} (${target})`];
  });
  return [...round, ...later];
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

const builders: readonly string[] = [
  ...['selectFrom', 'selectNoFrom', 'insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto', 'executeQuery'],
  ...['createTable', 'alterTable', 'dropTable', 'createIndex', 'dropIndex', 'createView', 'dropView', 'createType', 'dropType'],
  ...['createSchema', 'dropSchema', 'refreshMaterializedView'],
];
/** Of a transaction that `Database.transaction` does not know of, and that nothing guards. */
const unguarded: readonly string[] = ['transaction', 'connection'];

const wrappings = [
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'ParenthesizedExpression',
  'ChainExpression',
];
const unwrapped = (node: SyntaxNode): SyntaxNode =>
  wrappings.includes(node.type) ? unwrapped(node.expression as SyntaxNode) : node;

/** By which name a member is taken, `a.b`, `a?.b` or `a['b']`. */
function memberOf({ type, property, computed }: SyntaxNode): string | undefined {
  if (type !== 'MemberExpression') return undefined;
  return computed === true ? textOf(property) : String((property as SyntaxNode).name);
}

const calledOf = ({ type, callee }: SyntaxNode): string | undefined =>
  type === 'CallExpression' ? memberOf(unwrapped(callee as SyntaxNode)) : undefined;

/** Whether something begins to ask the database: a builder is taken, called or not, or text is sent. */
const isQuery = (node: SyntaxNode): boolean => {
  const isTaken = node.type === 'Property' && builders.includes(String((node.key as SyntaxNode).name));
  return isTaken || builders.includes(memberOf(node) ?? '') || calledOf(node) === 'query';
};

const isUnguarded = (node: SyntaxNode): boolean =>
  memberOf(node) === 'startTransaction' ||
  (unguarded.includes(calledOf(node) ?? '') && (node.arguments as readonly unknown[]).length === 0);

const drivers = ['kysely', 'pg'];

/** Values, in whatever way; types say nothing to a database. */
const isDriver = (node: SyntaxNode): boolean => {
  const { type, importKind, exportKind, source, callee } = node;
  if (importKind === 'type' || exportKind === 'type') return false;
  const isLoaded = ['ImportDeclaration', 'ImportExpression', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(type);
  if (isLoaded) return drivers.includes(textOf(source) ?? '');
  if (type === 'TSExternalModuleReference') return drivers.includes(textOf(node.expression) ?? '');
  const isRequired = type === 'CallExpression' && (callee as SyntaxNode).name === 'require';
  return isRequired && drivers.includes(textOf((node.arguments as readonly unknown[])[0]) ?? '');
};

const isWritten = ({ type, tag, callee }: SyntaxNode): boolean => {
  if (type === 'TaggedTemplateExpression') return (tag as SyntaxNode).name === 'sql' || memberOf(tag as SyntaxNode) === 'sql';
  const made = type === 'NewExpression' ? (callee as SyntaxNode) : undefined;
  return made !== undefined && (made.name ?? memberOf(made)) === 'Client';
};

const faultsAt = (source: Source, isFault: (node: SyntaxNode) => boolean, why: string): string[] => [
  ...new Set(
    [...nodesOf(source.program)]
      .filter(({ node }) => isFault(node))
      .map(({ node }) => `${source.path}:${lineOf(source, node.start)}: ${why}`),
  ),
];

/** SQL, built or written, outside of `*.rows.ts` and `platform/database`; and there alone, a transaction that nothing guards. */
export function sqlFaults(source: Source): string[] {
  if (roomOf(source.path) === 'platform/database') return [];
  const open = faultsAt(source, isUnguarded, 'only Database.transaction begins one');
  if (source.path.endsWith('.rows.ts')) return open;
  const isAsking = (node: SyntaxNode) => isDriver(node) || isQuery(node) || isWritten(node);
  return [...open, ...faultsAt(source, isAsking, 'queries belong into a file *.rows.ts')];
}

const functions = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const handed = ['Queries', 'Transaction', 'QueryCreator'];

interface Parameter {
  readonly type: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly typeAnnotation?: { readonly typeAnnotation?: { readonly typeName?: { readonly name?: string } } } | null;
}

/** What a function may ask with: its first parameter, or what a builder calls it with. */
function handedTo(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): string[] {
  const [first, ...others] = node.params as readonly Parameter[];
  const isCallback = parent?.type === 'CallExpression' && key === 'arguments';
  const untyped = isCallback ? [first, ...others].filter((parameter) => parameter?.typeAnnotation == null) : [];
  const type = first?.typeAnnotation?.typeAnnotation?.typeName?.name ?? '';
  const typed = first?.type === 'Identifier' && first.optional !== true && handed.includes(type) ? [first] : [];
  return [...typed, ...untyped].flatMap((parameter) => (parameter?.name === undefined ? [] : [parameter.name]));
}

/** The name that a chain of members and calls begins with. */
function rootOf(node: SyntaxNode): string | undefined {
  const at = unwrapped(node);
  if (at.type === 'CallExpression') return rootOf(at.callee as SyntaxNode);
  if (at.type === 'MemberExpression') return rootOf(at.object as SyntaxNode);
  return typeof at.name === 'string' ? at.name : undefined;
}

/** With what a node asks the database; `undefined`: it does not. */
function asked(node: SyntaxNode): string | undefined {
  if (node.type === 'Property' && isQuery(node)) return 'a part of it';
  if (isQuery(node) || memberOf(node) === 'transaction') return rootOf(node) ?? 'something';
  const called = calledOf(node) ?? '';
  const [given] = called.startsWith('execute') ? (node.arguments as readonly SyntaxNode[]) : [];
  return given === undefined ? undefined : (rootOf(given) ?? 'something');
}

/** Queries of rows that ask the database with something that was not handed to their function, or that may be left out. */
export function handedFaults(source: Source): string[] {
  if (!source.path.endsWith('.rows.ts')) return [];
  const faults = new Set<string>();
  const visit = (around: SyntaxNode, known: readonly string[]): void => {
    for (const { node, parent, key } of childrenOf(around)) {
      const name = asked(node);
      if (name !== undefined && !known.includes(name))
        faults.add(`${source.path}:${lineOf(source, node.start)}: take queries or a transaction first`);
      visit(node, functions.includes(node.type) ? [...known, ...handedTo(node, parent, key)] : known);
    }
  };
  visit(source.program, []);
  return [...faults];
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

const longestLine = 160;

/** Rooms that nobody is told about in a README, or in one that nobody reads to its end. */
export function readmeFaults(textOf: (path: string) => string | undefined): string[] {
  return rooms.flatMap((room) => {
    const path = posix.join(base, room, 'README.md');
    const text = textOf(path)?.trim() ?? '';
    if (text === '') return [`${path} is missing`];
    const lines = text.split('\n');
    const long = lines.filter(({ length }) => length > longestLine);
    return [
      ...(lines.length > 15 ? [`${path} has ${lines.length} lines, where a room is told in 15`] : []),
      ...(long.length > 0 ? [`${path} has ${long.length} lines of more than ${longestLine} characters`] : []),
    ];
  });
}

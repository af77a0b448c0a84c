import { posix } from 'node:path';
import { importsOf, lineOf, nodesOf, type Source } from './source.js';

/** The rooms of the server, each of which imports only those before it. */
export const rooms: readonly string[] = [
  ...['platform', 'platform/database', 'platform/vault', 'platform/outgoing', 'platform/oauth', 'platform/tokens'],
  ...['hub/definitions', 'options', 'hub/services', 'hub/events', 'hub/widgets', 'hub/connections', 'hub/history', 'hub/runs'],
  ...['hub/configurations', 'hub/credentials', 'hub/actions', 'pages', 'hub/authorizations', 'hub/removal', 'hub/runner'],
  ...['hub/views', 'hub/upkeep', 'http', 'api', '', 'command'],
];

const base = 'src/server/';

/** The room that a file stands in; `''` for the top, `undefined` for a folder that is none. */
export function roomOf(path: string): string | undefined {
  const folder = posix.dirname(path).slice(base.length);
  return folder === '' ? '' : rooms.find((room) => room !== '' && (room === folder || isFloor(room, folder)));
}

/** A subject within a room that has folders. */
const isFloor = (room: string, folder: string): boolean =>
  ['api', 'platform/database'].includes(room) && folder.startsWith(`${room}/`);

const targetOf = (source: Source, specifier: string): string =>
  posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts');

/** Imports of a file from a room that comes after its own, and a folder that is no room. */
export function orderFaults(source: Source): string[] {
  const own = roomOf(source.path);
  if (own === undefined) return [`${source.path}: ${posix.dirname(source.path)} is no room`];
  return importsOf(source).flatMap(({ specifier, line }) => {
    const target = targetOf(source, specifier);
    if (!specifier.startsWith('.') || !target.startsWith(base)) return [];
    const other = roomOf(target);
    const isBefore = other !== undefined && rooms.indexOf(other) <= rooms.indexOf(own);
    return isBefore ? [] : [`${source.path}:${line}: ${own || 'the top'} comes before ${other || 'the top'} (${specifier})`];
  });
}

/** Files that import each other around a circle, types counted: one line a circle. */
export function circles(sources: readonly Source[]): string[] {
  const known = new Set(sources.map(({ path }) => path));
  const imports = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .map(({ specifier }) => targetOf(source, specifier))
        .filter((target) => known.has(target)),
    ]),
  );
  const reachedFrom = (start: string): Set<string> => {
    const reached = new Set<string>();
    for (const next of [...(imports.get(start) ?? [])]) walk(next, reached);
    return reached;
  };
  const walk = (path: string, reached: Set<string>): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const next of imports.get(path) ?? []) walk(next, reached);
  };
  const reach = new Map([...known].map((path) => [path, reachedFrom(path)]));
  const inCircle = [...known].filter((path) => reach.get(path)?.has(path));
  const lines = inCircle.map((path) =>
    inCircle.filter((other) => reach.get(path)?.has(other) && reach.get(other)?.has(path)).join(' '),
  );
  return [...new Set(lines)];
}

const builders = new Set([
  'selectFrom',
  'insertInto',
  'updateTable',
  'deleteFrom',
  'replaceInto',
  'mergeInto',
  'selectNoFrom',
  'raw',
]);

/** SQL, written or built, in a file that is neither `*.rows.ts` nor about the database. */
export function sqlFaults(source: Source): string[] {
  if (source.path.endsWith('.rows.ts') || source.path.startsWith(`${base}platform/database/`)) return [];
  const imported = importsOf(source).filter(({ specifier }) => specifier === 'kysely');
  const faults = imported.map(({ line }) => `${source.path}:${line}: Kysely belongs into a file *.rows.ts`);
  for (const { node } of nodesOf(source.program)) {
    const callee = node.callee as { type?: string; property?: { name?: string } } | undefined;
    const isBuilt =
      node.type === 'CallExpression' &&
      callee?.type === 'MemberExpression' &&
      builders.has(String(callee.property?.name)) &&
      callee.property?.name !== 'raw';
    if (isBuilt) faults.push(`${source.path}:${lineOf(source, node.start)}: a query belongs into a file *.rows.ts`);
    if (node.type === 'CallExpression' && callee?.type === 'MemberExpression' && callee.property?.name === 'query')
      faults.push(`${source.path}:${lineOf(source, node.start)}: SQL belongs into a file *.rows.ts`);
  }
  return faults;
}

/** Stems of files that stand in two rooms: whoever opens one by its name finds the other. */
export function stemFaults(paths: readonly string[]): string[] {
  const known = new Map<string, string>();
  return paths.flatMap((path) => {
    const [stem = ''] = posix.basename(path).split('.');
    const other = known.get(stem);
    known.set(stem, other ?? path);
    return stem === 'README' || other === undefined || roomOf(other) === roomOf(path)
      ? []
      : [`${path} and ${other} have the same name`];
  });
}

const top = ['server.ts', 'hub-server.ts', 'create-server.ts', 'start-services.ts', 'listen.ts', 'index.ts', 'README.md'];

/** Files at the root of the server that belong into a room. */
export const topFaults = (paths: readonly string[]): string[] =>
  paths
    .filter((path) => posix.dirname(`${path}/`) === path && roomOf(path) === '')
    .filter((path) => !top.includes(posix.basename(path)))
    .map((path) => `${path} belongs into a room`);

/** Rooms without a README, and READMEs that nobody reads to the end. */
export function readmeFaults(readmes: ReadonlyMap<string, string>): string[] {
  return rooms.flatMap((room) => {
    const path = posix.join(base, room, 'README.md');
    const text = readmes.get(path);
    if (text === undefined) return [`${path} is missing`];
    const lines = text.trimEnd().split('\n').length;
    return lines > 15 ? [`${path} has ${lines} lines; a room is told in 15`] : [];
  });
}

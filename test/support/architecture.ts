import { posix } from 'node:path';
import { importsOf, lineOf, nodesOf, reachedBy, type Source, type SyntaxNode } from './source.js';

/** What a part of `src` may import: other parts, and packages (`node:` stands for every module of Node). */
interface Part {
  readonly parts: readonly string[];
  readonly packages: readonly string[] | 'any';
  /** Names of the environment that its code may not use. */
  readonly without: readonly string[];
}

const talk = ['fetch', 'window', 'XMLHttpRequest', 'EventSource', 'WebSocket'];
const dom = ['document', 'navigator', 'localStorage', 'sessionStorage', 'customElements', 'HTMLElement', 'BroadcastChannel'];
const browserSide = ['contract', 'core', 'browser', 'elements', 'localization'];

const parts: Readonly<Record<string, Part>> = {
  contract: { parts: [], packages: ['zod/mini'], without: [...talk, ...dom] },
  localization: { parts: ['contract'], packages: [], without: [...talk, ...dom] },
  core: { parts: ['contract'], packages: ['xstate'], without: [...talk, ...dom] },
  browser: { parts: ['contract', 'core'], packages: [], without: [] },
  elements: {
    parts: ['contract', 'core', 'browser', 'localization'],
    packages: ['lit', '@lit/context'],
    without: [...talk, 'localStorage', 'sessionStorage'],
  },
  pages: { parts: ['contract', 'localization'], packages: [], without: [] },
  server: { parts: ['contract', 'localization'], packages: 'any', without: [] },
  'index.ts': { parts: browserSide, packages: [], without: talk },
  'define.ts': { parts: [...browserSide, 'index.ts'], packages: [], without: talk },
  'script-tag.ts': { parts: ['browser', 'script-tag-elements.ts'], packages: [], without: talk },
  'script-tag-elements.ts': { parts: [...browserSide, 'index.ts', 'define.ts'], packages: [], without: talk },
  'editor.ts': { parts: browserSide, packages: [], without: talk },
  'headless.ts': { parts: ['contract', 'core', 'browser'], packages: [], without: talk },
  'react.ts': { parts: ['contract', 'core', 'browser', 'headless.ts'], packages: ['react'], without: talk },
};

const partOf = (path: string): string => path.split('/')[1] ?? path;
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** What is wrong with where a file of `src` stands, what it imports and what it uses; a readable line for each fault. */
export function architectureFaults(source: Source): string[] {
  const name = partOf(source.path);
  const part = parts[name];
  if (part === undefined) return [`${source.path}: src holds no ${name}; its parts are ${Object.keys(parts).join(', ')}`];
  return [...importFaults(source, name, part), ...globalFaults(source, part)];
}

function importFaults(source: Source, name: string, part: Part): string[] {
  const faults: string[] = [];
  for (const { specifier, line } of importsOf(source)) {
    const at = `${source.path}:${line}`;
    if (!specifier.startsWith('.')) {
      const known = part.packages === 'any' || part.packages.includes(specifier) || part.packages.includes(packageOf(specifier));
      if (!known) faults.push(`${at}: ${name} may not import ${specifier}`);
      continue;
    }
    const target = posix.join(posix.dirname(source.path), specifier);
    if (!/\.(?:js|json|css)$/.test(target)) faults.push(`${at}: ${specifier} has no file extension (.js)`);
    if (!target.startsWith('src/')) {
      faults.push(`${at}: src may not import ${target}`);
      continue;
    }
    const other = partOf(target).replace(/\.js$/, '.ts');
    if (other !== name && !part.parts.includes(other)) faults.push(`${at}: ${name} may not import ${other} (${specifier})`);
  }
  return faults;
}

/**
 * Where code uses a name of the environment that its part does without. No scopes are followed: a variable of that name is a
 * fault as well, since a reader would take it for the real one.
 */
function globalFaults(source: Source, part: Part): string[] {
  const faults: string[] = [];
  for (const { node, parent, key } of nodesOf(source.program)) {
    if (node.type !== 'Identifier' || !part.without.includes(String(node.name))) continue;
    if (parent !== undefined && isKey(parent, key) && !isGlobalMember(parent)) continue;
    const fault = `${source.path}:${lineOf(source, node.start)}: ${partOf(source.path)} may not use ${String(node.name)}`;
    if (!faults.includes(fault)) faults.push(fault);
  }
  return faults;
}

const keyed = new Set([
  'Property',
  'PropertyDefinition',
  'MethodDefinition',
  'TSPropertySignature',
  'TSMethodSignature',
  'AccessorProperty',
  'TSAbstractMethodDefinition',
]);

const isKey = (parent: SyntaxNode, key: string): boolean =>
  parent.computed !== true &&
  ((key === 'property' && parent.type === 'MemberExpression') || (key === 'key' && keyed.has(parent.type)));

function isGlobalMember(parent: SyntaxNode): boolean {
  const object = parent.object as SyntaxNode | undefined;
  return object?.type === 'Identifier' && ['globalThis', 'self'].includes(String(object.name));
}

/** Entries of the package that code outside of `src` imports: what a reader copies must work in a project of their own. */
const entries = [
  'integration-hub',
  'integration-hub/define',
  'integration-hub/headless',
  'integration-hub/server',
  'integration-hub/tokens',
];

/** What the demo and the documentation import of the package beside its entries. */
export function entryFaults(source: Source): string[] {
  return reachedBy(source).flatMap(({ specifier, line }) => {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : specifier.replace(/^\//, '');
    const isInside = /^[./]/.test(specifier) && /^(?:src|dist|\.build)\//.test(target);
    const isUnknown = specifier.startsWith('integration-hub') && !entries.includes(specifier);
    return isInside || isUnknown ? [`${source.path}:${line}: ${specifier} is no entry of the package`] : [];
  });
}

const scripts = /<script\b[^>]*>(.*?)<\/script>/gis;

/** Blocks of code in a document, and scripts in its blocks of HTML, each as a source of its own. */
export const codeIn = (path: string, text: string): { readonly path: string; readonly code: string }[] =>
  [...text.matchAll(/^[ >]*```[ ]*(\w+)[^\n]*\n(.*?)^[ >]*```[ ]*$/gms)]
    .flatMap(([, language = '', code = '']) => {
      if (/^(?:[cm]?[jt]sx?|javascript|typescript)$/i.test(language)) return [code];
      return /^html?$/i.test(language) ? [...code.matchAll(scripts)].map(([, script = '']) => script) : [];
    })
    .map((code, index) => ({ path: `${path}-${index + 1}.tsx`, code }));

const emptyNames = /^(?:utils?|helpers?|types?|constants?|common|misc)$/;

/** What is wrong with the name of a code file: names that say nothing, and `index.ts` where it is no entry of the package. */
export function nameFaults(path: string): string[] {
  const [stem = ''] = posix.basename(path).split('.');
  if (emptyNames.test(stem)) return [`${path}: name the file by what it holds`];
  if (stem === 'index' && /\.m?[jt]sx?$/.test(path) && !['src/index.ts', 'src/server/index.ts'].includes(path)) {
    return [`${path}: only src and src/server have an index.ts`];
  }
  return [];
}

const rootEntries = new Set([
  ...[
    'src',
    'demo',
    'example',
    'test',
    'vite.config.ts',
    'web-test-runner.config.mjs',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ],
  ...['README.md', 'LICENSE', 'CHANGELOG.md'],
]);

/** What does not belong at the root: tool settings go in package.json, dotfiles or under `test`. */
export const rootFaults = (entries: readonly string[]): string[] =>
  entries
    .filter((entry) => !entry.startsWith('.') && !rootEntries.has(entry))
    .map((entry) => `${entry} does not belong at the root`);

import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** A node of the syntax tree, by its ESTree name. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface SourceComment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Source {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly SourceComment[];
}

/** @throws Error when the text is not TypeScript (or, by its file name, JavaScript). */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  const error = errors[0];
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return { path, text, program: program as unknown as SyntaxNode, comments };
}

export const readSource = (path: string): Source => parseSource(path, readFileSync(path, 'utf8'));

const isNode = (value: unknown): value is SyntaxNode => typeof value === 'object' && value !== null && 'type' in value;

/** Every node of a tree, each with the node around it and the key that it is found under there. */
export function* nodesOf(
  node: SyntaxNode,
  parent?: SyntaxNode,
  key = '',
): Generator<{ node: SyntaxNode; parent: SyntaxNode | undefined; key: string }> {
  yield { node, parent, key };
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) yield* nodesOf(child, node, name);
  }
}

/** The nodes right inside of one. */
export const childrenOf = (node: SyntaxNode): { node: SyntaxNode; parent: SyntaxNode; key: string }[] =>
  Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode).map((child) => ({ node: child, parent: node, key })),
  );

export interface ImportedModule {
  readonly specifier: string;
  readonly line: number;
  /** Loaded when the expression is evaluated, not with the module. */
  readonly dynamic: boolean;
}

export const lineOf = (source: Source, offset: number): number => source.text.slice(0, offset).split('\n').length;

/** A text that is written down as it is: in quotes, or in backticks without anything to fill in. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (isNode(node.literal)) return textOf(node.literal);
  const [quasi] = node.type === 'TemplateLiteral' ? (node.quasis as readonly { value: { cooked: string } }[]) : [];
  if (quasi !== undefined && (node.expressions as readonly unknown[]).length === 0) return quasi.value.cooked;
  return typeof node.value === 'string' ? node.value : undefined;
}

const argumentOf = ({ arguments: values }: SyntaxNode): unknown => (values as readonly unknown[] | undefined)?.[0];
/** `require()`, `require.resolve()`, `import.meta.resolve()`; not the many other functions that are named `resolve`. */
function isLoader(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  const { object, property } = callee;
  if (!isNode(object) || !isNode(property)) return callee.name === 'require';
  return property.name === 'resolve' && (object.type === 'MetaProperty' || object.name === 'require');
}

/** Where a node says what it loads, if it loads anything. */
function loadedBy(node: SyntaxNode): unknown {
  if (node.type === 'TSImportType') return node.source ?? node.argument;
  if (node.type === 'TSExternalModuleReference') return node.expression;
  if (node.type === 'CallExpression') return isLoader(node.callee) ? argumentOf(node) : undefined;
  return /^(?:Import|Export|TSImport)/.test(node.type) ? node.source : undefined;
}

/** What a file imports in whatever way: `import`, `export … from`, `import type`, `import()`, `typeof import()`, `require()`. */
export function importsOf(source: Source): ImportedModule[] {
  const found: ImportedModule[] = [];
  for (const { node } of nodesOf(source.program)) {
    const from = loadedBy(node);
    if (!isNode(from)) continue;
    const text = textOf(from);
    // A call that only looks like `require()` says no text.
    if (text === undefined && node.type === 'CallExpression') continue;
    const specifier = text ?? source.text.slice(from.start, from.end);
    found.push({ specifier, line: lineOf(source, node.start), dynamic: node.type === 'ImportExpression' });
  }
  return found;
}

/** The same, and code that is named by `new URL(…, import.meta.url)`. */
export function reachedBy(source: Source): ImportedModule[] {
  const addresses = [...nodesOf(source.program)].flatMap(({ node }) => {
    const specifier =
      node.type === 'NewExpression' && isNode(node.callee) && node.callee.name === 'URL' ? textOf(argumentOf(node)) : undefined;
    const isCode = specifier !== undefined && /^[./].*\.[cm]?[jt]sx?$/.test(specifier);
    return isCode ? [{ specifier, line: lineOf(source, node.start), dynamic: true }] : [];
  });
  return [...importsOf(source), ...addresses];
}

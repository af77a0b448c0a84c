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

export interface ImportedModule {
  readonly specifier: string;
  readonly line: number;
  /** Loaded when the expression is evaluated, not with the module. */
  readonly dynamic: boolean;
}

export const lineOf = (source: Source, offset: number): number => source.text.slice(0, offset).split('\n').length;

/** What a file imports in whatever way: `import`, `export … from`, `import type`, `import()`, `typeof import()`. */
export function importsOf(source: Source): ImportedModule[] {
  const found: ImportedModule[] = [];
  for (const { node } of nodesOf(source.program)) {
    const from = node.type === 'TSImportType' ? (node.source ?? node.argument) : node.source;
    if (!isNode(from) || !/^(?:Import|Export|TSImport)/.test(node.type)) continue;
    const literal = isNode(from.literal) ? from.literal : from;
    const written = source.text.slice(literal.start, literal.end);
    // A minifier writes a text as a template.
    const specifier = typeof literal.value === 'string' ? literal.value : (/^`([^`$\\]*)`$/.exec(written)?.[1] ?? written);
    found.push({ specifier, line: lineOf(source, node.start), dynamic: node.type === 'ImportExpression' });
  }
  return found;
}

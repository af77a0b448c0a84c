import { RolldownMagicString } from 'rolldown';
import type { Plugin } from 'vite';
import { nodesOf, parseSource, type SyntaxNode } from './source.js';

/** Lets every `for…in` of a script see own keys only: others are what the page has added to the prototype of objects. */
export function ownKeysOnly(path: string, code: string): RolldownMagicString | undefined {
  const edited = new RolldownMagicString(code);
  let isEdited = false;
  for (const { node } of nodesOf(parseSource(path, code).program)) {
    if (node.type !== 'ForInStatement') continue;
    const { left, right } = node as unknown as Record<'left' | 'right', SyntaxNode>;
    edited.overwrite(left.end, right.start, ' of Object.keys((');
    // As `for…in` does: nothing has no keys.
    edited.appendRight(right.end, ') ?? {})');
    isEdited = true;
  }
  return isEdited ? edited : undefined;
}

/** The same for the libraries of a bundle, none of which means anything else by it. */
export const withOwnKeysOnly = (): Plugin => ({
  name: 'own-keys-only',
  transform: {
    filter: { id: /\/node_modules\/.*\.m?js$/, code: /\bfor\s*\(\s*(?:const|let|var)?\s*[\w$]+\s+in\b/ },
    handler(code, id) {
      const edited = ownKeysOnly(id, code);
      return edited === undefined ? null : { code: edited };
    },
  },
});

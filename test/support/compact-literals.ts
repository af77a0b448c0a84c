import { readFileSync } from 'node:fs';
import { RolldownMagicString } from 'rolldown';
import type { Plugin } from 'vite';
import { filesBelow } from './files-below.js';
import { nodesOf, parseSource, type SyntaxNode } from './source.js';

/** Style sheets: comments go, and white space wherever a parser does not need it. Strings stay as they are. */
export const compactCss = (css: string): string =>
  css
    .replace(/("[^"]*"|'[^']*')|\/\*[\s\S]*?\*\//g, (_, quoted: string | undefined) => quoted ?? ' ')
    .replace(/"[^"]*"|'[^']*'|[^"']+/g, (piece) => (/^["']/.test(piece) ? piece : compactRules(piece)));

const compactRules = (css: string): string =>
  css
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([{;][\w-]+): /g, '$1:')
    .replaceAll(', ', ',');

/** Markup: a run of white space is one space to a reader. Where it is not, in `<pre>` and `<textarea>`, nothing is touched. */
export const compactHtml = (html: string): string => (/<(?:pre|textarea)\b/i.test(html) ? html : html.replace(/\s+/g, ' '));

const privateProperty = /--_[\w-]+/g;

/** Short names for the private custom properties of all style sheets: each of ours declares them anew, and nobody else reads them. */
export function shortNames(styleSheets: readonly string[]): ReadonlyMap<string, string> {
  const names = [...new Set(styleSheets.flatMap((text) => text.match(privateProperty) ?? []))].sort();
  return new Map(names.map((name, index) => [name, `--_${index.toString(36)}`]));
}

export const rename = (css: string, names: ReadonlyMap<string, string>): string =>
  css.replace(privateProperty, (name) => names.get(name) ?? name);

/** Takes the indentation out of Lit's templates in our own sources, which no minifier of scripts can know about. */
export function compactLiterals(): Plugin {
  const names = shortNames(
    filesBelow('src/elements')
      .filter((file) => file.endsWith('.styles.ts'))
      .map((file) => readFileSync(file, 'utf8')),
  );
  const compact: Readonly<Record<string, (text: string) => string>> = {
    css: (text) => rename(compactCss(text), names),
    html: compactHtml,
    svg: compactHtml,
  };
  return {
    name: 'compact-literals',
    transform: {
      order: 'pre',
      filter: { id: /\/src\/elements\/.*\.ts$/, code: /\b(?:html|css|svg)`/ },
      handler(code, id) {
        const edited = new RolldownMagicString(code);
        for (const { node } of nodesOf(parseSource(id, code).program)) {
          if (node.type !== 'TaggedTemplateExpression') continue;
          const shorten = compact[String((node.tag as SyntaxNode).name)];
          if (shorten === undefined) continue;
          for (const quasi of (node.quasi as SyntaxNode).quasis as SyntaxNode[]) {
            const { raw } = quasi.value as { raw: string };
            const start = code.indexOf(raw, quasi.start);
            const short = shorten(raw);
            if (short !== raw) edited.overwrite(start, start + raw.length, short);
          }
        }
        return { code: edited };
      },
    },
  };
}

import { lineOf, type Source } from './source.js';

export interface Text {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

const cited = /(?<![\w:./-])[\w.-][\w./-]*\.md\b/g;
const sections = String.raw`§\d+(?:\.\d+)*(?:(?:, | and |–)§?\d+(?:\.\d+)*)*`;
const afterRfc = new RegExp(String.raw`(?:RFC \d+,? |\[RFC\d+\] )${sections}`, 'g');

/** A heading or an item of a numbered list, wherever it stands. */
const holds = (text: string, section: string): boolean => new RegExp(String.raw`(?:^|[ #])${section}\. `, 'm').test(text);

/** Where a path may be cited by its end: `runs/README.md` for `src/server/hub/runs/README.md`. */
const found = (name: string, documents: readonly Text[], from: string): Text | undefined => {
  const end = name.replace(/^(?:\.\.?\/)+/, '');
  const beside = `${from.slice(0, from.lastIndexOf('/') + 1)}${end}`;
  return documents.find(({ path }) => path === beside || path === end) ?? documents.find(({ path }) => path.endsWith(`/${end}`));
};

/** What a text says of documents that are not there, or of sections that those have not, or of sections of nothing. */
function faultsOf(text: string, from: string, documents: readonly Text[]): { readonly at: number; readonly fault: string }[] {
  const faults: { at: number; fault: string }[] = [];
  let rest = text.replaceAll(afterRfc, (whole) => ' '.repeat(whole.length));
  for (const { 0: name, index } of text.matchAll(cited)) {
    const document = found(name, documents, from);
    if (document === undefined) faults.push({ at: index, fault: `${name} is not in the repository` });
    const [list = ''] = new RegExp(String.raw`^\s*(?:\*\s+)?${sections}`).exec(rest.slice(index + name.length)) ?? [];
    for (const [, section = ''] of list.matchAll(/§(\d+)/g))
      if (document !== undefined && !holds(document.text, section))
        faults.push({ at: index, fault: `${name} has no §${section}` });
    const end = index + name.length + list.length;
    rest = rest.slice(0, index) + ' '.repeat(end - index) + rest.slice(end);
  }
  for (const { 0: sign, index } of rest.matchAll(/§\d+/g)) faults.push({ at: index, fault: `${sign} of which document?` });
  return faults;
}

/** A comment cites documents of this repository, or an RFC: nobody can look up any other. */
export const citationFaults = (source: Source, documents: readonly Text[]): string[] =>
  source.comments.flatMap(({ value, start }) =>
    faultsOf(value, source.path, documents).map(({ at, fault }) => `${source.path}:${lineOf(source, start + 2 + at)}: ${fault}`),
  );

/** The same of a document. Its own sections need no name. */
export const documentFaults = ({ path, text }: Text, documents: readonly Text[]): string[] =>
  faultsOf(text, path, documents)
    .filter(({ fault }) => !fault.endsWith('of which document?'))
    .map(({ at, fault }) => `${path}:${text.slice(0, at).split('\n').length}: ${fault}`);

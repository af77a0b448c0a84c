import { lineOf, type Source } from './source.js';

export interface Text {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

const address = /\bhttps?:\/\/[^\s)>'"`]+/g;
/** Of documents, however they are spelt; other files are named in many comments, and need not be in the repository. */
const cited = /[\w.:/@-]*[\w-]\.(?:md|markdown)\b|[\w.:/@-]*\bnotes\/[\w./-]+/gi;
const number = String.raw`(?:§|,? ?\bsections? )\d+(?:\.\d+)*`;
const sections = String.raw`${number}(?:(?:, | and |–)§?\d+(?:\.\d+)*)*`;
const afterRfc = new RegExp(String.raw`(?:RFC \d+(?:,? |(?=,))|\[RFC\d+\] )${sections}`, 'g');
/** Documents that whoever wrote this may have had, and a reader does not. */
const elsewhere = /\b(?:spec|handoff|architecture|mission|toolchain)\b(?:,? (?:section )?|\.)\d+(?:\.\d+)*/gi;

/** A heading or an item of a numbered list where a line begins, and items that go on counting in the line of one. */
function holds(text: string, section: string): boolean {
  return text.split('\n').some((line) => {
    const [, first] = /^(?:#+ )?(\d+)\. /.exec(line) ?? [];
    if (first === undefined) return false;
    let last = Number(first);
    for (const [, next] of line.matchAll(/[.?!)] (\d+)\. /g)) if (Number(next) === last + 1) last += 1;
    return Number(section) >= Number(first) && Number(section) <= last;
  });
}

/** Where a path may be cited by its end: `runs/README.md` for `src/server/hub/runs/README.md`. */
const found = (name: string, documents: readonly Text[], from: string): Text | undefined => {
  if (name.startsWith('/')) return undefined;
  const end = name.replace(/^(?:\.\.?\/)+/, '');
  const beside = `${from.slice(0, from.lastIndexOf('/') + 1)}${end}`;
  return documents.find(({ path }) => path === beside || path === end) ?? documents.find(({ path }) => path.endsWith(`/${end}`));
};

/** What a text says of documents that are not there, or of sections that those have not, or of sections of nothing. */
function faultsOf(text: string, from: string, documents: readonly Text[]): { readonly at: number; readonly fault: string }[] {
  const faults: { at: number; fault: string }[] = [];
  const blank = (whole: string) => ' '.repeat(whole.length);
  const plain = text.replaceAll(address, blank);
  let rest = plain.replaceAll(afterRfc, blank);
  for (const { 0: name, index } of plain.matchAll(cited)) {
    const document = found(name, documents, from);
    if (document === undefined) faults.push({ at: index, fault: `${name} is not in the repository` });
    const [list = ''] = new RegExp(String.raw`^\s*(?:\*\s+)?${sections}`).exec(rest.slice(index + name.length)) ?? [];
    for (const [, section = ''] of list.matchAll(/(?:§|sections? |, | and |–)(\d+)/g))
      if (document !== undefined && !holds(document.text, section))
        faults.push({ at: index, fault: `${name} has no §${section}` });
    const end = index + name.length + list.length;
    rest = rest.slice(0, index) + ' '.repeat(end - index) + rest.slice(end);
  }
  for (const { 0: words, index } of rest.matchAll(elsewhere)) {
    faults.push({ at: index, fault: `${words} is not in the repository` });
    rest = rest.slice(0, index) + blank(words) + rest.slice(index + words.length);
  }
  for (const { 0: sign, index } of rest.matchAll(/§\d+|\bsections? \d+/gi))
    faults.push({ at: index, fault: `${sign} of which document?` });
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

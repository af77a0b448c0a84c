import { filesBelow } from '../files-below.js';
import { lineOf, nodesOf, parseSource, readSource, type Source, type SyntaxNode } from '../source.js';

/** Properties that take HTML as a string. */
const htmlProperties = new Set([
  ...['innerHTML', 'outerHTML', 'srcdoc', 'insertAdjacentHTML', 'setHTMLUnsafe', 'parseHTMLUnsafe'],
  ...['createContextualFragment', 'parseFromString'],
]);
/** Names of the environment that take HTML or code as a string. */
const names = new Set(['DOMParser', 'eval', 'Function', 'execScript']);
const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);

interface Sink {
  readonly at: string;
  readonly what: string;
}

const nameOf = (node: unknown): string | undefined => {
  const { type, name, value } = (node ?? {}) as { type?: string; name?: unknown; value?: unknown };
  if (type === 'Identifier') return String(name);
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
};

function sinkAt(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): string | undefined {
  if (node.type === 'MemberExpression') {
    const property = node.property as SyntaxNode;
    const name = node.computed === true ? textOf(property) : nameOf(property);
    if (name !== undefined && htmlProperties.has(name)) return `.${name}`;
    if ((name === 'write' || name === 'writeln') && nameOf(node.object) === 'document') return `document.${name}`;
    if (name !== undefined && names.has(name) && ['globalThis', 'window', 'self'].includes(nameOf(node.object) ?? ''))
      return name;
  }
  // A name that is put together with others, in a template's attribute say, or destructured.
  if (node.type === 'TemplateElement') {
    const { raw } = node.value as { raw: string };
    const attribute = /[\s.](innerHTML|outerHTML|srcdoc)\s*=/i.exec(raw)?.[1];
    if (attribute !== undefined) return `${attribute} in a template`;
  }
  if (node.type === 'Property' && htmlProperties.has(nameOf(node.key) ?? '')) return String(nameOf(node.key));
  if (node.type === 'Identifier' && names.has(String(node.name)) && isReference(parent, key)) {
    return isInstanceCheck(parent) ? undefined : String(node.name);
  }
  if (node.type === 'CallExpression' && timers.has(calleeName(node))) {
    const [first] = node.arguments as SyntaxNode[];
    if (first !== undefined && (textOf(first) !== undefined || first.type === 'BinaryExpression'))
      return `${calleeName(node)} with a string`;
  }
  return undefined;
}

const isReference = (parent: SyntaxNode | undefined, key: string): boolean =>
  parent === undefined ||
  parent.computed === true ||
  !((key === 'property' && parent.type === 'MemberExpression') || (key === 'key' && /Property|Method/.test(parent.type)));

const isInstanceCheck = (parent: SyntaxNode | undefined): boolean =>
  parent?.type === 'BinaryExpression' && parent.operator === 'instanceof';

function calleeName(call: SyntaxNode): string {
  const callee = call.callee as SyntaxNode;
  return nameOf(callee.type === 'MemberExpression' ? callee.property : callee) ?? '';
}

/** The text of a string or of a template, whatever is put into it. */
function textOf(node: SyntaxNode): string | undefined {
  if (node.type === 'TemplateLiteral')
    return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('');
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/**
 * Lit's own template: `createElement(html) { const element = document.createElement('template'); element.innerHTML = html; … }`, where
 * `html` has passed its Trusted Types policy. Nothing else is let through: same method, same order, a single write.
 */
const litTemplate =
  /static createElement\((\w+),\w+\)\{(?:let|const) (\w+)=\w+\.createElement\([`'"]template[`'"]\);return \2\.innerHTML=\1,\2\}/;

/** Where a script could turn a string into HTML or code. */
export function findSinks(source: Source): Sink[] {
  const exception = litTemplate.exec(source.text);
  const sinks: Sink[] = [];
  for (const { node, parent, key } of nodesOf(source.program)) {
    const what = sinkAt(node, parent, key);
    if (what === undefined) continue;
    const isLit =
      what === '.innerHTML' &&
      exception !== null &&
      node.start > exception.index &&
      node.end < exception.index + exception[0].length;
    if (isLit) continue;
    const column = node.start - source.text.lastIndexOf('\n', node.start - 1);
    sinks.push({ at: `${source.path}:${lineOf(source, node.start)}:${column}`, what });
  }
  return sinks;
}

/** What the scan must find when it is planted in the real bundle; a scan that finds nothing anywhere would prove nothing. */
export const plantedSinks: readonly string[] = [
  'document.body.innerHTML = location.hash;',
  'document.body["outerHTML"] = location.hash;',
  'document.body[`innerHTML`] += location.hash;',
  'document.body.insertAdjacentHTML("beforeend", location.hash);',
  'new DOMParser().parseFromString(location.hash, "text/html");',
  'const { parseFromString } = DOMParser.prototype;',
  'document.createElement("iframe").srcdoc = location.hash;',
  'const frame = html`<iframe srcdoc=${location.hash}></iframe>`;',
  'const div = html`<div .innerHTML=${location.hash}></div>`;',
  'Object.assign(document.body, { innerHTML: location.hash });',
  'eval(location.hash);',
  '(0, globalThis.eval)(location.hash);',
  'new Function(location.hash)();',
  'Function(location.hash)();',
  'setTimeout("alert(1)", 1);',
  'window.setInterval(`alert(${location.hash})`, 1);',
  'document.write(location.hash);',
  'document.createRange().createContextualFragment(location.hash);',
  'class T{static createElement(e,t){let n=d.createElement(`template`);return n.innerHTML=t,n}}',
];

/** @throws Error with every sink of the built browser code, or when a planted one goes unnoticed. */
export function checkSinks(): string {
  const files = [...filesBelow('dist/script-tag'), ...filesBelow('dist/pages')].filter((path) => path.endsWith('.js'));
  const sources = files.map(readSource);
  const sinks = sources.flatMap(findSinks);
  if (sinks.length > 0)
    throw new Error(`Strings become HTML or code:\n  ${sinks.map(({ at, what }) => `${at} ${what}`).join('\n  ')}`);
  const entry = sources.find(({ path }) => path.endsWith('/integration-hub.js'));
  if (entry === undefined) throw new Error('There is no script-tag bundle to search.');
  for (const planted of plantedSinks) {
    if (findSinks(parseSource(entry.path, `${entry.text}\n${planted}`)).length === 0)
      throw new Error(`The search misses ${planted}`);
  }
  return `none in ${files.length} files; ${plantedSinks.length} planted ones found`;
}

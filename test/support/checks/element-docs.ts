import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { filesBelow } from '../files-below.js';
import { type ElementDeclaration, generateManifest, type Manifest, manifestFile } from '../manifest.js';
import { importsOf, nodesOf, readSource, type Source, type SyntaxNode } from '../source.js';

/** What the sources of an element hold, by the kinds that its doc block describes. */
interface Found {
  readonly parts: Set<string>;
  readonly slots: Set<string>;
  readonly states: Set<string>;
  readonly events: Set<string>;
  readonly properties: Set<string>;
  /** Every string: a state may be a status that is passed on. */
  readonly strings: Set<string>;
}

/** The names of our event classes, with the name that each gives to its event. */
export function eventNames(sources: readonly Source[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { text } of sources) {
    const className = /export class (\w+Event) extends/.exec(text)?.[1];
    const name = /super\(\s*'([^']+)'/.exec(text)?.[1];
    if (className !== undefined && name !== undefined) names.set(className, name);
  }
  return names;
}

const tokens = (text: string): string[] => text.split(/[\s,]+/).filter((token) => /^[a-z][\w-]*$/.test(token));

/** The strings that an expression may come to: not those that it compares with. */
function* literalsIn(node: SyntaxNode): Generator<string> {
  const asked = new Set<SyntaxNode>();
  for (const { node: inner, parent, key } of nodesOf(node)) {
    if ((parent?.type === 'ConditionalExpression' && key === 'test') || (parent && asked.has(parent))) {
      asked.add(inner);
      continue;
    }
    if (inner.type === 'Literal' && typeof inner.value === 'string') yield inner.value;
    if (inner.type === 'TemplateElement') yield (inner.value as { cooked: string }).cooked;
  }
}

function readTemplate(template: SyntaxNode, found: Found): void {
  const quasis = template.quasis as { value: { cooked: string } }[];
  const expressions = template.expressions as SyntaxNode[];
  const text = quasis.map(({ value }, index) => (index === 0 ? '' : `\0${index - 1}\0`) + value.cooked).join('');
  for (const [, quoted, bare] of text.matchAll(/\spart=(?:"([^"]*)"|(\0\d+\0))/g)) {
    const value = (quoted ?? bare ?? '').replace(/\0(\d+)\0/g, (_, index: string) => {
      const expression = expressions[Number(index)];
      return expression === undefined ? '' : ` ${[...literalsIn(expression)].join(' ')} `;
    });
    for (const part of tokens(value)) found.parts.add(part);
  }
  for (const [, attributes = ''] of text.matchAll(/<slot\b([^>]*)>/g))
    found.slots.add(/\sname="([^"]*)"/.exec(attributes)?.[1] ?? '');
  for (const [, property = ''] of text.matchAll(/var\(\s*(--integration-[\w-]+)/g)) found.properties.add(property);
}

/** States are set by `….states.add('x')` or `….states.set([…])`; a method called there answers them in arrays. */
function readStates(source: Source, call: SyntaxNode, found: Found): void {
  const callee = call.callee as SyntaxNode;
  const object = callee.type === 'MemberExpression' ? (callee.object as SyntaxNode) : undefined;
  if (object?.type !== 'MemberExpression' || (object.property as SyntaxNode).name !== 'states') return;
  for (const argument of call.arguments as SyntaxNode[]) {
    if (argument.type === 'Literal') found.states.add(String(argument.value));
    const method =
      argument.type === 'CallExpression' ? ((argument.callee as SyntaxNode).property as SyntaxNode | undefined)?.name : undefined;
    const places = method === undefined ? [argument] : methodsOf(source, String(method));
    for (const place of places) {
      for (const { node } of nodesOf(place)) {
        if (node.type !== 'ArrayExpression') continue;
        for (const item of node.elements as SyntaxNode[]) if (item.type === 'Literal') found.states.add(String(item.value));
      }
    }
  }
}

function methodsOf(source: Source, name: string): SyntaxNode[] {
  return [...nodesOf(source.program)]
    .map(({ node }) => node)
    .filter(({ type, key }) => type === 'MethodDefinition' && (key as SyntaxNode).name === name);
}

/** What these sources hold of the things that a doc block describes. */
export function readElement(sources: readonly Source[], events: ReadonlyMap<string, string>): Found {
  const found: Found = {
    parts: new Set(),
    slots: new Set(),
    states: new Set(),
    events: new Set(),
    properties: new Set(),
    strings: new Set(),
  };
  for (const source of sources) {
    for (const { node, parent } of nodesOf(source.program)) {
      if (node.type === 'TemplateLiteral') readTemplate(node, found);
      if (node.type === 'CallExpression') {
        readStates(source, node, found);
        readPlainEvent(node, found);
      }
      if (node.type === 'Literal' && typeof node.value === 'string') found.strings.add(node.value);
      const event = node.type === 'Identifier' ? events.get(String(node.name)) : undefined;
      if (event !== undefined && !/^(?:Import|Export|Class|TS)/.test(parent?.type ?? '')) found.events.add(event);
    }
  }
  return found;
}

/** `dispatchEvent(new Event('cancel'))`. */
function readPlainEvent(call: SyntaxNode, found: Found): void {
  if (((call.callee as SyntaxNode).property as SyntaxNode | undefined)?.name !== 'dispatchEvent') return;
  const [event] = call.arguments as SyntaxNode[];
  const [name] = event?.type === 'NewExpression' ? (event.arguments as SyntaxNode[]) : [];
  if (name?.type === 'Literal') found.events.add(String(name.value));
}

/** The differences between an element's doc block and what its sources hold; parts may be exported, and events bubble, from `others` in it. */
export function docFaults(element: ElementDeclaration, found: Found, others: Pick<Found, 'parts' | 'events'>): string[] {
  const faults: string[] = [];
  const compare = (
    kind: string,
    documented: readonly { name: string }[] | undefined,
    existing: ReadonlySet<string>,
    also: ReadonlySet<string>,
  ) => {
    const names = new Set((documented ?? []).map(({ name }) => name));
    for (const name of names)
      if (!existing.has(name) && !also.has(name))
        faults.push(`<${element.tagName}> documents ${kind} "${name}", which is not there`);
    for (const name of existing)
      if (!names.has(name)) faults.push(`<${element.tagName}> has ${kind} "${name}", which is not documented`);
  };
  const none: ReadonlySet<string> = new Set();
  compare('part', element.cssParts, found.parts, others.parts);
  compare('slot', element.slots, found.slots, none);
  compare('state', element.cssStates, found.states, found.strings);
  compare('event', element.events, found.events, others.events);
  for (const { name } of element.cssProperties ?? []) {
    if (!found.properties.has(name)) faults.push(`<${element.tagName}> documents ${name}, which it does not read`);
  }
  return faults;
}

/** The modules of `src/elements` that an element is made of: what it imports, but for the elements inside it. */
function reachOf(path: string, elements: ReadonlySet<string>): { sources: Source[]; inside: ReadonlySet<string> } {
  const reach = new Map<string, Source>();
  const inside = new Set<string>();
  const visit = (at: string): void => {
    if (at !== path && elements.has(at)) inside.add(at);
    if (reach.has(at) || !existsSync(at) || inside.has(at)) return;
    const source = readSource(at);
    reach.set(at, source);
    for (const { specifier } of importsOf(source)) {
      const target = posix.join(posix.dirname(at), specifier).replace(/\.js$/, '.ts');
      if (specifier.startsWith('.') && target.startsWith('src/elements/')) visit(target);
    }
  };
  visit(path);
  return { sources: [...reach.values()], inside };
}

/** @throws Error when the checked-in manifest is not that of the sources, or a doc block is not the truth. */
export function checkElementDocs(): string {
  const text = generateManifest();
  if (!existsSync(manifestFile) || readFileSync(manifestFile, 'utf8') !== text) {
    throw new Error(`${manifestFile} is not that of the sources: run npm run manifest and look at what changed.`);
  }
  const manifest = JSON.parse(text) as Manifest;
  const declared = manifest.modules.flatMap(({ path, declarations }) =>
    declarations.map((element) => ({ element, path: path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts') })),
  );
  const elements = new Set(declared.map(({ path }) => path));
  const names = eventNames(filesBelow('src/elements/events').map(readSource));
  const found = declared.map(({ element, path }) => {
    const { sources, inside } = reachOf(path, elements);
    return { element, path, inside, found: readElement(sources, names) };
  });
  const faults = found.flatMap((one) => {
    const others = found.filter((other) => other !== one);
    const parts = new Set(
      others.flatMap(({ element: { cssParts = [] }, path }) => (one.inside.has(path) ? cssParts.map(({ name }) => name) : [])),
    );
    const events = new Set(others.flatMap((other) => [...other.found.events]));
    return docFaults(one.element, one.found, { parts, events });
  });
  const read = new Set(found.flatMap((one) => [...one.found.properties]));
  const described = new Set(declared.flatMap(({ element: { cssProperties = [] } }) => cssProperties.map(({ name }) => name)));
  for (const property of read) if (!described.has(property)) faults.push(`${property} is read, and no element documents it`);
  if (declared.length === 0) faults.push('The manifest holds no element');
  if (faults.length > 0) throw new Error(`Doc blocks and sources differ:\n  ${faults.join('\n  ')}`);
  return `${declared.length} elements, ${described.size} custom properties`;
}

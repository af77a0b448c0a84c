import { readFileSync } from 'node:fs';
import type * as z from 'zod/mini';
import { ActionDefinition } from '../../src/contract/action.js';
import { ConnectorDefinition, OAuthDefinition } from '../../src/contract/connector.js';
import { FormStep } from '../../src/contract/form.js';
import { DependencyDefinition, MetricDefinition, WidgetDefinition } from '../../src/contract/widget.js';

/** What authors write: the heading, the schema, and where the words on its fields stand. */
const things: readonly (readonly [heading: string, schema: unknown, source: string, shape: string])[] = [
  ['A widget', WidgetDefinition, 'src/contract/widget.ts', 'widgetShape'],
  ['An action', ActionDefinition, 'src/contract/action.ts', 'actionShape'],
  ['A dependency', DependencyDefinition, 'src/contract/widget.ts', 'dependencyShape'],
  ['A metric', MetricDefinition, 'src/contract/widget.ts', 'metricShape'],
  ['A connector', ConnectorDefinition, 'src/contract/connector.ts', 'connectorShape'],
  ['oauth of a connector', OAuthDefinition, 'src/contract/connector.ts', 'oauthShape'],
  ['A step of a form', FormStep, 'src/contract/form.ts', 'stepShape'],
];

/** By field: the comment that stands before it, which editors show. */
export function wordsIn(source: string, shape: string): ReadonlyMap<string, string> {
  const [, body = ''] = new RegExp(`const ${shape} = \\{\\n(.*?)\\n\\};`, 's').exec(source) ?? [];
  const fields = [...body.matchAll(/(?:^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n)?^ {2}(\w+):/gms)];
  return new Map(fields.map(([, words = '', name = '']) => [name, words.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim()]));
}

type Def = z.core.$ZodTypes['_zod']['def'];
const defOf = (schema: unknown): Def => (schema as z.core.$ZodTypes)._zod.def;

/** What may stand there, in a word. */
function kindOf(schema: unknown): string {
  const def = defOf(schema);
  if (def.type === 'optional') return kindOf(def.innerType);
  if (def.type === 'enum')
    return Object.values(def.entries)
      .map((value) => `\`${value}\``)
      .join(' ');
  if (def.type === 'array') return `list of ${kindOf(def.element)}`;
  const words: Readonly<Record<string, string>> = { string: 'text', boolean: 'true, false', record: 'object', lazy: 'JSON' };
  return words[def.type] ?? def.type;
}

export interface FieldRow {
  readonly thing: string;
  readonly name: string;
  readonly required: boolean;
  readonly kind: string;
  readonly words: string;
}

export const fieldRows = (): FieldRow[] =>
  things.flatMap(([thing, schema, source, shape]) => {
    const words = wordsIn(readFileSync(source, 'utf8'), shape);
    const def = defOf(schema);
    const members = def.type === 'object' ? Object.entries(def.shape) : [];
    return members.map(([name, member]) => ({
      ...{ thing, name, required: defOf(member).type !== 'optional', kind: kindOf(member) },
      words: words.get(name) ?? '',
    }));
  });

/** As it stands in the file that ships with the package. */
export function renderFieldTables(rows: readonly FieldRow[]): string {
  const headings = [...new Set(rows.map(({ thing }) => thing))];
  return headings
    .map((thing) => {
      const lines = rows
        .filter((row) => row.thing === thing)
        .map(({ name, required, kind, words }) => {
          const meaning = words.replaceAll('|', '\\|').replaceAll(/ \((?:seed|src)\b[^)]*\)/g, '');
          return `| \`${name}\`${required ? ' (required)' : ''} | ${kind} | ${meaning} |`;
        });
      return [`## ${thing}`, '', '| field | what stands there | meaning |', '|---|---|---|', ...lines].join('\n');
    })
    .join('\n\n');
}

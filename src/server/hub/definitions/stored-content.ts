import * as z from 'zod/mini';
import { FormStep } from '../../../contract/form.js';
import { type JsonValue, TenantId } from '../../../contract/names.js';
import { WidgetDefinition } from '../../../contract/widget.js';
import type { Catalogue } from './catalogue.js';
import { type FormContent, type VersionContent, versionContent, type WidgetContent } from './content.js';

/** What was read of something stored, and what of it could not be: for the log. `undefined`: nothing could. */
export interface Reading<Content> {
  readonly content: Content | undefined;
  readonly faults: readonly string[];
}

/** Lists of a widget that lose a member which this version cannot read, rather than the widget. */
const sparing = new Set<PropertyKey>(['actions', 'images', 'metrics']);

type Issue = z.core.$ZodIssue;

const nameOf = ({ path, message }: Issue): string => `${path.map(String).join('.') || 'the whole'}: ${message}`;

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, step) => (typeof current === 'object' && current !== null ? Reflect.get(current, step) : undefined),
    value,
  );
}

/** Takes out of a copy what a newer version wrote there. False: something else is wrong with it. */
function spare(copy: unknown, issues: readonly Issue[], faults: string[]): boolean {
  const members = new Map<unknown, Set<PropertyKey>>();
  for (const issue of issues) {
    const [list, index] = issue.path;
    if (issue.code === 'unrecognized_keys') {
      const object = at(copy, issue.path);
      if (typeof object === 'object' && object !== null) for (const key of issue.keys) Reflect.deleteProperty(object, key);
    } else if (list !== undefined && index !== undefined && sparing.has(list)) {
      const entries = at(copy, [list]);
      members.set(entries, (members.get(entries) ?? new Set()).add(index));
      faults.push(nameOf(issue));
    } else return false;
  }
  for (const [entries, gone] of members) {
    if (Array.isArray(entries)) entries.splice(0, entries.length, ...entries.filter((_entry, index) => !gone.has(index)));
  }
  return true;
}

/** Reads loosely: what is stored may be a newer version's, or somebody's who edited the database. */
export function readWidget(value: JsonValue): Reading<WidgetContent> {
  const first = WidgetDefinition.safeParse(value);
  if (first.success) return { content: first.data, faults: [] };
  const copy: unknown = structuredClone(value);
  const faults: string[] = [];
  if (!spare(copy, first.error.issues, faults)) return { content: undefined, faults: first.error.issues.map(nameOf) };
  const second = WidgetDefinition.safeParse(copy);
  return second.success ? { content: second.data, faults } : { content: undefined, faults: second.error.issues.map(nameOf) };
}

/** A draft as the version that it makes: its forms and flows are those of the code that is there. */
export function readDraft(draft: JsonValue, catalogue: Catalogue): Reading<VersionContent> {
  const { content, faults } = readWidget(draft);
  return { content: content && versionContent(content, catalogue), faults };
}

/** The tenants of a stored list. Of one that is none, nobody: a widget is hidden rather than shown to all. */
export const readTenants = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((tenant): tenant is string => TenantId.safeParse(tenant).success) : [];

const StoredForm = z.object({
  key: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  version: z.string(),
  steps: z.array(FormStep),
});

const StoredVersion = z.object({
  widget: z.unknown(),
  forms: z.array(z.unknown()),
  flows: z.array(z.unknown()),
});

const StoredFlow = z.object({ key: z.string(), version: z.string() });

/** The members of a list that can be read; the others are left out, and named. */
function readMembers<Schema extends z.ZodMiniType>(
  name: string,
  schema: Schema,
  members: readonly unknown[],
  faults: string[],
): z.infer<Schema>[] {
  return members.flatMap((member, index) => {
    const read = schema.safeParse(member);
    if (!read.success) faults.push(`${name}.${index}: ${read.error.issues.map(nameOf).join(', ')}`);
    return read.success ? [read.data] : [];
  });
}

export function readVersion(value: JsonValue): Reading<VersionContent> {
  const version = StoredVersion.safeParse(value);
  if (!version.success) return { content: undefined, faults: version.error.issues.map(nameOf) };
  const widget = readWidget(version.data.widget as JsonValue);
  const faults = [...widget.faults];
  const forms: FormContent[] = readMembers('forms', StoredForm, version.data.forms, faults);
  const flows = readMembers('flows', StoredFlow, version.data.flows, faults);
  const { content } = widget;
  return { content: content && { widget: content, forms, flows }, faults };
}

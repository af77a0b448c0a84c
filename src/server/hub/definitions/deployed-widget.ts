import type { Field } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { DependencyDefinition } from '../../../contract/widget.js';
import type { Vault } from '../../platform/vault/vault.js';
import type { Catalogue } from './catalogue.js';
import { type FormContent, type Switches, stored, type VersionContent, type WidgetContent } from './content.js';
import type { ConfigurationFlow } from './define.js';

/** A form as a widget has it: the data of its version, and the functions of the code that is there. */
export interface Form {
  readonly content: FormContent;
  /** Of the content: two forms with the same one ask the same. */
  readonly digest: string;
  readonly fields: readonly Field[];
  /** Of the form's own version where code defines that, else of the current one. */
  readonly code: ConfigurationFlow | undefined;
}

/** What stands beside the content of one dependency, secrets sealed. */
export interface Parameters {
  readonly secrets: ReadonlyMap<string, { readonly sealed: string; readonly context: string }>;
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** A widget as an environment shows it. */
export interface DeployedWidget {
  readonly definition: WidgetContent;
  /** Its number; `undefined` for a draft. */
  readonly version: number | undefined;
  readonly digest: string;
  readonly switches: Switches;
  dependency(key: string): DependencyDefinition | undefined;
  form(flow: string): Form | undefined;
  /** The version of a flow that runs of this widget are of. */
  flowVersion(flow: string): string | undefined;
  parameters(dependency: string): Parameters | undefined;
}

/** What is kept of a content once it was read. */
export interface ReadContent {
  readonly content: VersionContent;
  readonly digest: string;
  readonly forms: ReadonlyMap<string, Form>;
}

export const formOf = (content: FormContent, catalogue: Catalogue): Form => ({
  content,
  digest: stored(content).digest,
  fields: content.steps.flatMap(({ fields }) => fields),
  code: catalogue.configurationFlow(content.key, content.version) ?? catalogue.configurationFlow(content.key),
});

export const readContent = (content: VersionContent, digest: string, catalogue: Catalogue): ReadContent => ({
  content,
  digest,
  forms: new Map(content.forms.map((form) => [form.key, formOf(form, catalogue)])),
});

export function deployedWidget(
  { content, digest, forms }: ReadContent,
  version: number | undefined,
  switches: Switches,
  parameters: ReadonlyMap<string, Parameters>,
): DeployedWidget {
  const { widget, flows } = content;
  return {
    definition: widget,
    version,
    digest,
    switches,
    dependency: (key) => widget.dependencies?.find((dependency) => dependency.key === key),
    form: (flow) => forms.get(flow),
    flowVersion: (flow) => flows.find(({ key }) => key === flow)?.version,
    parameters: (dependency) => parameters.get(dependency),
  };
}

/** Puts a parameter that stands beside attributes into its place among them: `tokenParams.audience` below `tokenParams`. */
export function putParameter(attributes: Record<string, JsonValue>, name: string, value: JsonValue): void {
  const [group = '', member] = name.split(/\.(.*)/s);
  const known = attributes[group];
  attributes[group] =
    member === undefined ? value : { ...(typeof known === 'object' && known !== null ? known : {}), [member]: value };
}

/** The attributes of a dependency with everything that stands beside them, secrets opened. @throws {VaultError} */
export async function wholeAttributes(
  vault: Vault,
  widget: DeployedWidget | undefined,
  dependency: string,
): Promise<Readonly<Record<string, JsonValue>>> {
  const attributes: Record<string, JsonValue> = { ...widget?.dependency(dependency)?.attributes };
  const { secrets, values } = widget?.parameters(dependency) ?? {};
  for (const [name, value] of values ?? []) putParameter(attributes, name, value);
  for (const [name, { sealed, context }] of secrets ?? []) putParameter(attributes, name, await vault.open(sealed, context));
  return attributes;
}

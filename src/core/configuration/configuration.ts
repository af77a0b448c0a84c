import type { Configuration, FormValues, Option } from '../../contract/form.js';
import type { JsonValue } from '../../contract/names.js';
import type { FieldError } from '../../contract/problem.js';
import type { IntegrationError } from '../errors.js';
import type { Store } from '../store.js';

/** The loaded options of a dynamic field. */
export type FieldOptions =
  | { readonly status: 'loading'; readonly search: string; readonly options: readonly Option[] }
  | { readonly status: 'failed'; readonly search: string; readonly options: readonly Option[]; readonly error: IntegrationError }
  | { readonly status: 'ready'; readonly search: string; readonly options: readonly Option[]; readonly more: boolean };

interface Filled {
  readonly form: Configuration;
  readonly values: FormValues;
  /** Index of the step that is shown. */
  readonly step: number;
  /** Errors to show, with pointers below `#/values`; an empty pointer is about the whole form. */
  readonly errors: readonly FieldError[];
  /** Something was changed since it was opened. */
  readonly dirty: boolean;
  /** By the path of the field: its key, or in a row of a group `contacts/0/list`. */
  readonly options: Readonly<Record<string, FieldOptions>>;
}

export type ConfigurationSnapshot =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: IntegrationError }
  | (Filled & { readonly status: 'editing' /** Why saving failed, when it did. */; readonly error: IntegrationError | undefined })
  | (Filled & { readonly status: 'saving' })
  | (Filled & { readonly status: 'saved' });

/** A configuration flow's form being filled in. What was typed survives every failure. */
export interface ConfigurationStore extends Store<ConfigurationSnapshot> {
  setValue(field: string, value: JsonValue): void;
  /** Checks the fields of the step that is shown. False (and errors in the snapshot) when one is wrong. */
  next(): boolean;
  back(): void;
  save(): Promise<void>;
  /** Loads the first page of a dynamic field's options. A field in a group's row is named by its path: `contacts/0/list`. */
  loadOptions(field: string, search?: string): void;
  loadMoreOptions(field: string): void;
  retry(): void;
  dispose(): void;
}

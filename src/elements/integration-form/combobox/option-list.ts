import type { Option } from '../../../contract/form.js';
import { matching } from '../choices.js';
import type { FieldView, FormView } from '../field-view.js';
import { pathOf } from '../pointers.js';

/** A line of the list: a choice, or a way to get more of them. */
export type ListRow =
  | { readonly kind: 'option'; readonly option: Option }
  | { readonly kind: 'more' }
  | { readonly kind: 'retry' };

export interface ListState {
  readonly rows: readonly ListRow[];
  /** A line below the choices: how many there are, or why there are none. */
  readonly note: string | undefined;
}

/** Where the choices of a field come from. */
export interface OptionList {
  read(search: string): ListState;
  /** The list is about to be looked at. */
  load(): void;
  search(text: string): void;
  more(): void;
  retry(): void;
}

/** More are found by typing: nobody reads a thousand lines, and no phone draws them quickly. */
const drawn = 200;

const asRows = (options: readonly Option[]): readonly ListRow[] => options.map((option) => ({ kind: 'option', option }));
const nothing = (): void => undefined;

function listOf(options: readonly Option[], { messages }: FormView): OptionList {
  const words = messages.form;
  return {
    read(search) {
      const found = matching(options, search);
      const rows = asRows(found.slice(0, drawn));
      if (found.length === 0) return { rows, note: words.noOptions };
      return { rows, note: rows.length < options.length ? words.shownOf(rows.length, options.length) : undefined };
    },
    load: nothing,
    search: nothing,
    more: nothing,
    retry: nothing,
  };
}

function loadedList(path: string, { messages, optionsOf, loadOptions, loadMoreOptions }: FormView): OptionList {
  const words = messages.form;
  return {
    read() {
      const loaded = optionsOf(path);
      if (loaded === undefined) return { rows: [], note: words.loadingOptions };
      const rows = asRows(loaded.options);
      if (loaded.status === 'loading') return { rows, note: words.loadingOptions };
      if (loaded.status === 'failed') return { rows: [...rows, { kind: 'retry' }], note: words.optionsFailed };
      if (rows.length === 0) return { rows, note: words.noOptions };
      return loaded.more ? { rows: [...rows, { kind: 'more' }], note: words.shownSoFar(rows.length) } : { rows, note: undefined };
    },
    load() {
      const loaded = optionsOf(path);
      if (loaded === undefined || loaded.search !== '') loadOptions(path);
    },
    search: (text) => loadOptions(path, text),
    more: () => loadMoreOptions(path),
    retry: () => loadOptions(path, optionsOf(path)?.search),
  };
}

/** The choices of a field: its author's, or those that its flow loads with the connected account. */
export const optionList = ({ form, field, pointer }: FieldView): OptionList =>
  field.dynamic === true ? loadedList(pathOf(pointer), form) : listOf(field.options ?? [], form);

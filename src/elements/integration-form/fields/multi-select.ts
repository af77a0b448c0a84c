import type { TemplateResult } from 'lit';
import { asChoices } from '../choices.js';
import { combobox } from '../combobox/combobox.js';
import { optionList } from '../combobox/option-list.js';
import { controlNames, field } from '../field-frame.js';
import { type FieldView, isLocked } from '../field-view.js';

export const multiSelect = (view: FieldView): TemplateResult =>
  field(
    view,
    combobox({
      form: view.form,
      names: controlNames(view),
      label: view.field.label,
      isLabelled: true,
      placeholder: view.field.placeholder,
      multiple: true,
      disabled: isLocked(view),
      chosen: asChoices(view.value),
      list: optionList(view),
      choose: (chosen) => view.change([...chosen]),
    }),
  );

import type { FieldType } from '../../../contract/form.js';
import type { FieldTemplate, FieldView } from '../field-view.js';
import { checkbox } from './checkbox.js';
import { date } from './date.js';
import { datetime } from './datetime.js';
import { email } from './email.js';
import { fieldMapping } from './field-mapping.js';
import { filePicker } from './file-picker.js';
import { group } from './group.js';
import { multiSelect } from './multi-select.js';
import { number } from './number.js';
import { password } from './password.js';
import { radio } from './radio.js';
import { select } from './select.js';
import { switchField } from './switch.js';
import { text } from './text.js';
import { textarea } from './textarea.js';
import { time } from './time.js';
import { url } from './url.js';

const templates: Readonly<Record<FieldType, FieldTemplate>> = {
  text,
  textarea,
  number,
  checkbox,
  switch: switchField,
  date,
  time,
  datetime,
  email,
  url,
  password,
  select,
  multi_select: multiSelect,
  radio: (view) => (view.field.dynamic === true ? select(view) : radio(view)),
  file_picker: filePicker,
  field_mapping: fieldMapping,
  group,
};

/** A type that a newer backend knows is drawn as a line of text. */
export const renderField = (view: FieldView): unknown =>
  (Object.hasOwn(templates, view.field.type) ? templates[view.field.type] : text)(view);

import type { TemplateResult } from 'lit';
import type { FieldView } from '../field-view.js';
import { multiSelect } from './multi-select.js';

/** Files and folders of the connected account. An option names no level below itself yet, so they are chosen from one list, with search. */
export const filePicker = (view: FieldView): TemplateResult => multiSelect(view);

import type { TemplateResult } from 'lit';
import { field } from '../field-frame.js';
import type { FieldView } from '../field-view.js';
import { line } from './line.js';

export const date = (view: FieldView): TemplateResult => field(view, line(view, { type: 'date', classes: 'input--fit numeric' }));

import { html, nothing, type TemplateResult } from 'lit';
import type { FieldError } from '../../contract/problem.js';
import { safeUrl } from '../../contract/rules/safe-url.js';
import { icon } from '../shared/marks/all-icons.js';
import { glyph } from '../shared/marks/glyph.js';
import { fieldErrorText } from './error-text.js';
import { controlId, type FieldView } from './field-view.js';

export const ownError = ({ form, pointer }: FieldView): FieldError | undefined =>
  form.errors.find((error) => error.pointer === pointer);

/** What the control of a field points at, for screen readers. */
export interface ControlNames {
  readonly id: string;
  /** Said outright: browsers else call an empty required control invalid before anybody has typed. */
  readonly invalid: 'true' | 'false';
  /** The ids of the hint and the error. */
  readonly describedBy: string | typeof nothing;
  /** For `aria-required`. */
  readonly required: 'true' | typeof nothing;
}

export function controlNames(view: FieldView): ControlNames {
  const id = controlId(view.pointer);
  const invalid = ownError(view) !== undefined;
  const described = [view.field.description && `${id}-hint`, invalid && `${id}-error`].filter(Boolean);
  return {
    id,
    invalid: invalid ? 'true' : 'false',
    describedBy: described.length === 0 ? nothing : described.join(' '),
    required: view.field.required === true ? 'true' : nothing,
  };
}

export const optionalMark = ({ field, form }: FieldView): TemplateResult | typeof nothing =>
  field.required === true ? nothing : html`<span class="optional">${form.messages.form.optional}</span>`;

export function hint(view: FieldView): TemplateResult | typeof nothing {
  const { field, form } = view;
  const url = field.helpUrl === undefined ? undefined : safeUrl(field.helpUrl, 'link');
  if (!field.description && url === undefined) return nothing;
  return html`<p class="hint">
    ${field.description ? html`<span id="${controlId(view.pointer)}-hint">${field.description}</span>` : nothing}
    ${url === undefined ? nothing : html`<a class="help" href=${url} target="_blank" rel="noopener noreferrer" aria-label=${form.messages.form.helpFor(field.label)}>${form.messages.form.help}${icon('external', 'small')}</a>`}
  </p>`;
}

export const errorLine = (id: string, text: string): TemplateResult =>
  html`<p class="error" id=${id}>${glyph('octagon')}<span>${text}</span></p>`;

export function fieldError(view: FieldView): TemplateResult | typeof nothing {
  const error = ownError(view);
  if (error === undefined) return nothing;
  return errorLine(`${controlId(view.pointer)}-error`, fieldErrorText(view.form.messages, view.field, error, view.form.locale));
}

/** Label, hint, error, control: the order that GOV.UK found to work. For a field with one labelled control. */
export const field = (view: FieldView, control: unknown): TemplateResult => html`
  <div class="field" part="field" data-pointer=${view.pointer}>
    <label class="label" id="${controlId(view.pointer)}-label" for=${controlId(view.pointer)}>${view.field.label} ${optionalMark(view)}</label>
    ${hint(view)}${fieldError(view)}${control}
  </div>
`;

/** The same order for a field of several controls: its label names the group. */
export const fieldGroup = (view: FieldView, content: unknown): TemplateResult => {
  const { id, describedBy } = controlNames(view);
  return html`
    <div class="field" part="field" role="group" data-pointer=${view.pointer} aria-labelledby="${id}-label" aria-describedby=${describedBy}>
      <p class="label" id="${id}-label">${view.field.label} ${optionalMark(view)}</p>
      ${hint(view)}${fieldError(view)}${content}
    </div>
  `;
};

import { html, nothing, type TemplateResult } from 'lit';
import type { Field, Option } from '../../contract/form.js';
import type { FieldError } from '../../contract/problem.js';
import type { IntegrationError } from '../../core/errors.js';
import type { Messages } from '../../localization/messages.js';
import { errorWords } from '../shared/words/error-words.js';
import { fieldErrorText, mappingErrorText } from './error-text.js';
import { findField, pointerKeys } from './pointers.js';

interface SummaryView {
  readonly messages: Messages;
  /** What numbers are written in. */
  readonly locale: string;
  /** The service whose words `said` are, and that the texts name. */
  readonly service: string;
  readonly fields: readonly Field[];
  readonly errors: readonly FieldError[];
  /** Why the form as a whole was refused. */
  readonly error: IntegrationError | undefined;
  readonly go: (pointer: string, event: Event) => void;
}

/** Which row of a group an error is in, by position from 1. */
function rowOf(pointer: string): number | undefined {
  const [, row] = pointerKeys(pointer);
  return row !== undefined && /^\d+$/.test(row) ? Number(row) + 1 : undefined;
}

/** The source whose pair an error is about. */
const mappingSource = (field: Field, pointer: string): Option | undefined =>
  field.type === 'field_mapping' ? field.sources?.find(({ value }) => value === pointerKeys(pointer).at(-1)) : undefined;

/** The service's words are about this field: they are said once, where they lead to it. */
const isSaid = ({ error }: SummaryView, { detail }: FieldError): boolean => detail !== undefined && detail === error?.said;

function errorItem(view: SummaryView, error: FieldError): TemplateResult {
  const field = findField(view.fields, error.pointer);
  if (field === undefined)
    return html`<li>${error.detail || errorWords(view.messages, { code: error.code } as IntegrationError, view.service).title}</li>`;
  const follow = (event: Event) => {
    event.preventDefault();
    view.go(error.pointer, event);
  };
  const row = rowOf(error.pointer);
  const source = mappingSource(field, error.pointer);
  const text =
    source === undefined
      ? fieldErrorText(view.messages, field, error, view.locale)
      : mappingErrorText(view.messages, field, source, error, view.locale);
  return html`<li>
    ${isSaid(view, error) ? `${view.messages.details.saidBy(view.service)}: ` : nothing}<a class="link" href="#" @click=${follow}>${row === undefined ? text : `${view.messages.form.row(row)}: ${text}`}</a>
  </li>`;
}

function wholeError(view: SummaryView): TemplateResult | typeof nothing {
  const { messages, service, fields, error, errors } = view;
  if (error === undefined || (error.code === 'validation_failed' && errors.length > 0)) return nothing;
  const words = errorWords(messages, error, service);
  const isAtField = errors.some((one) => isSaid(view, one) && findField(fields, one.pointer) !== undefined);
  return html`
    <p><strong>${words.title}.</strong> ${words.text}</p>
    ${error.said && !isAtField ? html`<p>${messages.details.saidBy(service)}: <q><bdi>${error.said}</bdi></q></p>` : nothing}
    ${error.reference ? html`<p class="hint code">${messages.form.reference(error.reference)}</p>` : nothing}
  `;
}

/** What is wrong, first of all and in one place; each line leads to its field. It takes the focus when a try has failed. */
export function errorSummary(view: SummaryView): TemplateResult | typeof nothing {
  const { errors, error, messages } = view;
  if (errors.length === 0 && error === undefined) return nothing;
  return html`<div class="error-summary" part="error-summary" role="alert" aria-atomic="false" tabindex="-1">
    <h3>${messages.form.problem}</h3>
    ${wholeError(view)}${errors.length === 0 ? nothing : html`<ul role="list">${errors.map((one) => errorItem(view, one))}</ul>`}
  </div>`;
}

/** The nearest drawn ancestor of a pointer: a refused row of a mapping, else its field. */
export function focusPointer(root: ParentNode, pointer: string): void {
  const drawn = [...root.querySelectorAll<HTMLElement>('[data-pointer]')];
  for (let at = pointer; at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    const place = drawn.find(({ dataset }) => dataset['pointer'] === at);
    const control = place?.querySelector<HTMLElement>(':is(input, select, textarea, button):not([disabled])') ?? place;
    if (control === undefined || control === null) continue;
    control.focus();
    control.scrollIntoView({ block: 'center' });
    return;
  }
}

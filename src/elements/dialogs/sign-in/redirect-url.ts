import { html, type TemplateResult } from 'lit';
import type { Field, FormValues } from '../../../contract/form.js';
import { fillRedirectUrl } from '../../../contract/rules/server-address.js';
import type { Messages } from '../../../localization/messages.js';
import type { LiveRegion } from '../../shared/controllers/live-region.js';
import { copyButton } from '../frame/copy-button.js';

/** What is to be registered on a server that people run themselves, as soon as they have named it in `field`. */
export function redirectUrlField(
  url: string,
  field: Field,
  values: FormValues,
  messages: Messages,
  live: LiveRegion,
): TemplateResult {
  const { connect } = messages;
  const filled = fillRedirectUrl(url, values);
  const id = `redirect-url-${field.key}`;
  return html`<div class="field">
    <label class="label" for=${id}>${connect.redirectUrl}</label>
    <p class="hint" id="${id}-hint">${filled === undefined ? connect.enterFirst(field.label) : connect.registerIt}</p>
    <div class="with-button">
      <input
        class="input"
        id=${id}
        dir="ltr"
        readonly
        aria-describedby="${id}-hint"
        .value=${filled ?? ''}
        ?disabled=${filled === undefined}
        @focus=${(event: FocusEvent) => (event.currentTarget as HTMLInputElement).select()}
      />
      ${copyButton({ text: filled ?? '', shownIn: id, classes: 'button', disabled: filled === undefined, messages, live })}
    </div>
  </div>`;
}

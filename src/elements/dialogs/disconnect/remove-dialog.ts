import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { IntegrationError } from '../../../core/errors.js';
import type { ErrorWords } from '../../../localization/messages.js';
import { glyph } from '../../shared/marks/glyph.js';
import { errorWords } from '../../shared/words/error-words.js';
import { dialogFrame } from '../frame/dialog-frame.js';
import { DialogView, type ReadyConnection } from '../frame/dialog-view.js';
import { consequences, failureOf } from './consequences.js';

/**
 * "Remove?" of one of several accounts: what goes with it. After a Deactivation that failed it offers to do without
 * (src/README.md §3).
 */
class RemoveDialog extends DialogView<'remove'> {
  #refused: ErrorWords | undefined;
  #busy = false;

  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { dialog: words, details, account } = this.messages;
    const deactivation = snapshot.widget.actions.find(({ type }) => type === 'deactivation')?.key;
    const failed = snapshot.connection.active ? failureOf(snapshot, deactivation, this.messages) : undefined;
    const reason = this.#refused ?? failed;
    return dialogFrame({
      context: this.context,
      size: 'small',
      alert: true,
      closable: false,
      light: true,
      leave: this.context.close,
      focus: '[data-cancel]',
      fallback: '[data-cancel]',
      title: html`<bdi>${account.removeTitle(this.props.request.name)}</bdi>`,
      describedBy: 'integration-dialog-body',
      content: html`
        <div part="dialog-body" id="integration-dialog-body">
          ${reason === undefined ? nothing : html`<div class="notice tone-danger" role="alert">${glyph('octagon')}<p><strong>${reason.title}</strong></p><p>${reason.text}</p></div>`}
          <ul class="plain-list" role="list">${consequences(snapshot, this.messages, this.context.locale, account.removeHistory)}</ul>
          ${failed === undefined ? nothing : html`<p class="hint">${account.removeAnywayHint}</p>`}
        </div>
        <div part="dialog-footer">
          <button type="button" class="button push" data-cancel @click=${this.context.close}>${words.cancel}</button>
          ${
            failed === undefined
              ? this.#button(account.remove, false)
              : html`${this.#button(details.tryAgain, false, 'button')}${this.#button(account.removeAnyway, true)}`
          }
        </div>
      `,
    });
  }

  #button(label: string, anyway: boolean, classes = 'button button--danger'): TemplateResult {
    const press = () => void this.#remove(anyway);
    return html`<button type="button" class=${classes} aria-disabled=${this.#busy ? 'true' : nothing} @click=${press}>${label}</button>`;
  }

  async #remove(anyway: boolean): Promise<void> {
    if (this.#busy) return;
    const { store, close } = this.context;
    this.#busy = true;
    this.requestUpdate();
    try {
      await store.remove({ anyway });
      close();
    } catch (cause) {
      this.#busy = false;
      const snapshot = store.getSnapshot();
      const service = snapshot.status === 'ready' ? snapshot.widget.name : this.props.request.name;
      this.#refused = errorWords(this.messages, IntegrationError.from(cause), service);
      this.requestUpdate();
    }
  }
}

export const removeDialog = directive(RemoveDialog);

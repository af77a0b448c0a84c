import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { glyph } from '../../shared/marks/glyph.js';
import { dialogFrame } from '../frame/dialog-frame.js';
import { DialogView, type ReadyConnection } from '../frame/dialog-view.js';
import { consequences, failureOf } from './consequences.js';

/**
 * "Disconnect?": what is erased, what is kept. After a deactivation that failed it offers to erase without the flow
 * (src/README.md §3).
 */
class ConfirmDialog extends DialogView<'confirm'> {
  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { dialog: words, details } = this.messages;
    const { widget } = snapshot;
    const action = widget.actions.find(({ key }) => key === this.props.request.action);
    const reason = failureOf(snapshot, this.props.request.action, this.messages);
    return dialogFrame({
      context: this.context,
      size: 'small',
      alert: true,
      closable: false,
      light: true,
      leave: this.context.close,
      focus: '[data-cancel]',
      title: html`<bdi>${words.disconnectTitle(this.accountOf(snapshot) ?? widget.name)}</bdi>`,
      describedBy: 'integration-dialog-body',
      content: html`
        <div part="dialog-body" id="integration-dialog-body">
          ${reason === undefined ? nothing : html`<div class="notice tone-danger">${glyph('octagon')}<p><strong>${reason.title}</strong></p><p>${reason.text}</p></div>`}
          ${action?.content ? html`<p>${action.content}</p>` : nothing}
          <ul class="plain-list" role="list">${consequences(snapshot, this.messages, this.context.locale)}</ul>
          ${reason === undefined ? nothing : html`<p class="hint">${words.disconnectAnyway}</p>`}
        </div>
        <div part="dialog-footer">
          <button type="button" class="button push" data-cancel @click=${this.context.close}>${words.cancel}</button>
          ${
            reason === undefined
              ? this.#button(action?.name ?? words.disconnect, false)
              : html`${this.#button(details.tryAgain, false, 'button')}${this.#button(details.disconnectAnyway, true)}`
          }
        </div>
      `,
    });
  }

  #button(label: string, anyway: boolean, classes = 'button button--danger'): TemplateResult {
    const { store, close } = this.context;
    const press = () => {
      void store.run(this.props.request.action, anyway ? { anyway } : {});
      close();
    };
    return html`<button type="button" class=${classes} @click=${press}>${label}</button>`;
  }
}

export const confirmDialog = directive(ConfirmDialog);

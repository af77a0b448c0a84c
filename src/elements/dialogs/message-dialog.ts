import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { glyph } from '../shared/marks/glyph.js';
import { errorWords } from '../shared/words/error-words.js';
import { dialogFrame } from './frame/dialog-frame.js';
import { DialogView, type ReadyConnection } from './frame/dialog-view.js';

/** What a flow had to say when it ended. Plain text; line breaks are kept. */
class MessageDialog extends DialogView<'message'> {
  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { widget } = snapshot;
    const { dialog: words, details } = this.messages;
    const { outcome, action = widget.name, run, error, ...said } = this.props.request.message;
    const own = error && errorWords(this.messages, error, widget.name);
    const text = own?.text ?? said.text;
    const isGood = outcome === 'succeeded';
    const title = own?.title ?? (said.header || (isGood ? words.messageSucceeded(action) : words.messageFailed(action)));
    const view = () => this.props.show({ kind: 'history', run });
    return dialogFrame({
      context: this.context,
      size: 'small',
      closable: false,
      light: true,
      leave: this.#leave,
      title: html`<span class="message-head tone-${isGood ? 'success' : 'danger'}">${glyph(isGood ? 'disc' : 'octagon')}<bdi>${title}</bdi></span>`,
      subtitle: this.accountOf(snapshot),
      content: html`
        <div part="dialog-body">${text ? html`<p class="message-text"><bdi>${text}</bdi></p>` : nothing}</div>
        <div part="dialog-footer">
          ${run !== undefined && widget.history ? html`<button type="button" class="button" @click=${view}>${details.viewRun}</button>` : nothing}
          <button type="button" class="button button--primary push" @click=${this.#leave}>${words.ok}</button>
        </div>
      `,
    });
  }

  readonly #leave = (): void => {
    const { store, close } = this.context;
    store.dismissMessage();
    close();
  };
}

export const messageDialog = directive(MessageDialog);

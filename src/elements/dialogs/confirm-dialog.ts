import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import { codeWords, errorWords } from '../shared/error-words.js';
import { glyph } from '../shared/glyph.js';
import { type IconName, icon } from '../shared/icons.js';
import { dialogFrame } from './dialog-frame.js';
import { DialogView, type ReadyConnection } from './dialog-view.js';

/** "Disconnect?": what is erased, what is kept. After a deactivation that failed it offers to erase without the flow (spec §3). */
class ConfirmDialog extends DialogView<'confirm'> {
  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { dialog: words, card } = this.messages;
    const { widget } = snapshot;
    const action = widget.actions.find(({ key }) => key === this.props.request.action);
    const reason = this.#failure(snapshot);
    return dialogFrame({
      context: this.context,
      size: 'small',
      alert: true,
      closable: false,
      light: true,
      leave: this.context.close,
      focus: '[data-cancel]',
      title: words.disconnectTitle(widget.name),
      describedBy: 'integration-dialog-body',
      content: html`
        <div part="dialog-body" id="integration-dialog-body">
          ${reason === undefined ? nothing : html`<div class="notice tone-danger">${glyph('octagon')}<p><strong>${reason.title}</strong></p><p>${reason.text}</p></div>`}
          ${action?.content ? html`<p>${action.content}</p>` : nothing}
          <ul class="plain-list" role="list">${this.#consequences(snapshot).map(([name, text]) => html`<li>${icon(name)}<span>${text}</span></li>`)}</ul>
          ${reason === undefined ? nothing : html`<p class="hint">${words.disconnectAnyway}</p>`}
        </div>
        <div part="dialog-footer">
          <button type="button" class="button push" data-cancel @click=${this.context.close}>${words.cancel}</button>
          ${
            reason === undefined
              ? this.#button(action?.name ?? words.disconnect, false)
              : html`${this.#button(card.tryAgain, false, 'button')}${this.#button(card.disconnectAnyway, true)}`
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

  /** Why the last try failed, here or in its run. */
  #failure({ error, connection, widget }: ReadyConnection): { readonly title: string; readonly text: string } | undefined {
    const { action } = this.props.request;
    if (error?.action === action) return errorWords(this.messages, error.error, widget.name);
    const run = connection.lastRun;
    if (run?.action !== action || run.status !== 'failed') return undefined;
    const words = codeWords(this.messages, run.error?.code ?? 'flow_failed', widget.name);
    return {
      title: this.messages.dialog.messageFailed(run.actionName),
      text: run.userMessage ?? run.error?.message ?? words.text,
    };
  }

  #consequences({ widget, connection }: ReadyConnection): readonly (readonly [IconName, string])[] {
    const { dialog: words } = this.messages;
    const signedIn = connection.credentials.filter(({ status }) => status !== 'missing').map(({ dependency }) => dependency);
    const services = widget.dependencies.filter(({ key }) => signedIn.includes(key)).map(({ name }) => name);
    const list = new Intl.ListFormat(this.context.locale, { type: 'conjunction' }).format(services);
    const consequences: (readonly [IconName, string] | false)[] = [
      connection.activeRuns.length > 0 && ['close', words.disconnectRuns],
      services.length > 0 && ['disconnect', words.disconnectSignIn(list)],
      (connection.configured || widget.actions.some(({ type }) => type === 'configuration')) && [
        'settings',
        words.disconnectSettings,
      ],
      widget.history && ['history', words.disconnectHistory],
    ];
    return consequences.filter((consequence) => consequence !== false);
  }
}

export const confirmDialog = directive(ConfirmDialog);

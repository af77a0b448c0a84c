import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { Configuration } from '../../contract/form.js';
import type { ConfigurationStore } from '../../core/configuration/configuration.js';
import { inFull, relative } from '../shared/words/figures.js';
import '../integration-form/define.js';
import { Formatter } from '../shared/words/format.js';
import { dialogFrame } from './frame/dialog-frame.js';
import { type DialogProps, DialogView, type ReadyConnection } from './frame/dialog-view.js';
import { leaveDialog } from './frame/leave-dialog.js';

/** A configuration flow's form. Closes when it is saved; asks before it lets go of what was typed. */
class ConfigurationDialog extends DialogView<'configuration'> {
  #form: ConfigurationStore | undefined;
  #leaving = false;
  #done = false;

  protected override changed(previous: DialogProps<'configuration'> | undefined): void {
    super.changed(previous);
    const { context, request } = this.props;
    if (this.#form !== undefined && previous?.request.flow === request.flow && previous.context.store === context.store) return;
    this.#open();
  }

  #open(): void {
    this.#dispose();
    this.#done = false;
    this.#form = this.context.store.configure(this.props.request.flow);
    this.watch(this.#form);
  }

  #dispose(): void {
    if (this.#form === undefined) return;
    this.unwatch(this.#form);
    this.#form.dispose();
    this.#form = undefined;
  }

  /** An element that moves in the page is out of it for a moment only. */
  protected override disconnected(): void {
    super.disconnected();
    queueMicrotask(() => {
      if (!this.isConnected) this.#dispose();
    });
  }

  protected override reconnected(): void {
    if (this.#form === undefined) this.#open();
    super.reconnected();
  }

  protected override dialog(ready: ReadyConnection): TemplateResult {
    const { widget } = ready;
    const form = this.#form;
    const snapshot = form?.getSnapshot();
    if (snapshot?.status === 'saved') queueMicrotask(this.#saved);
    const filled = snapshot === undefined || snapshot.status === 'loading' || snapshot.status === 'failed' ? undefined : snapshot;
    const several = widget.actions.filter(({ type }) => type === 'configuration').length > 1;
    return html`${dialogFrame({
      context: this.context,
      size: 'large',
      start: this.logoOf(widget),
      leave: this.#leave,
      title: this.messages.form.title(widget.name),
      subtitle: this.#subtitle(this.accountOf(ready), several, filled?.form),
      content: html`<integration-form
        exportparts="form, steps, body: dialog-body, error-summary, field, mapping, group, footer: dialog-footer"
        .store=${form}
        .locale=${this.context.locale}
        .service=${widget.name}
        .introduction=${this.contentOf(ready)}
        @cancel=${this.#leave}
      ></integration-form>`,
    })}${this.#leaving ? leaveDialog(this.context, { stay: this.#stay, leave: this.context.close }) : nothing}`;
  }

  /** The account, the form's name where there are several, and when it was saved. */
  #subtitle(account: string | undefined, several: boolean, form: Configuration | undefined): unknown {
    const format = new Formatter(this.context.locale);
    const { savedAt } = form ?? {};
    const saved = savedAt === undefined ? undefined : this.messages.form.savedBy(relative(format, savedAt), form?.savedBy);
    const words = this.joined(account, several ? form?.name : undefined, saved);
    if (words === undefined) return undefined;
    return html`<span title=${savedAt === undefined ? nothing : inFull(format, savedAt)}>${words}</span>`;
  }

  readonly #saved = (): void => {
    if (!this.isConnected || this.#done) return;
    this.#done = true;
    this.context.announce(this.messages.form.saved);
    this.context.close();
  };

  readonly #stay = (): void => {
    this.#leaving = false;
    this.requestUpdate();
  };

  readonly #leave = (event?: Event): void => {
    event?.stopPropagation();
    const snapshot = this.#form?.getSnapshot();
    if (snapshot?.status === 'saving') return;
    if (snapshot?.status !== 'editing' || !snapshot.dirty) {
      this.context.close();
      return;
    }
    this.#leaving = true;
    this.requestUpdate();
  };
}

export const configurationDialog = directive(ConfigurationDialog);

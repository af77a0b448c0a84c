import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { Messages } from '../../../localization/messages.js';
import type { LiveRegion } from '../../shared/controllers/live-region.js';
import { ViewDirective } from '../../shared/controllers/view-directive.js';
import { glyph } from '../../shared/marks/glyph.js';

interface CopyButton {
  readonly text: string;
  /** The id of what shows the text: selected where copying is not allowed. */
  readonly shownIn: string;
  readonly classes: 'button' | 'link';
  readonly disabled?: boolean;
  readonly messages: Messages;
  readonly live: LiveRegion;
}

/** Milliseconds for which the button says that it is done. */
const saidFor = 2000;

function select(shown: HTMLElement | null): void {
  if (shown === null) return;
  shown.focus();
  if (shown instanceof HTMLInputElement) shown.select();
  else getSelection()?.selectAllChildren(shown);
}

class CopyButtonDirective extends ViewDirective<CopyButton> {
  #outcome: 'copied' | 'failed' | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override changed(previous: CopyButton | undefined): void {
    if (this.#outcome === 'failed' && previous?.text !== this.props.text) this.#outcome = undefined;
  }

  protected override view(): TemplateResult {
    const { classes, disabled = false, messages } = this.props;
    const { copy, copied, copyFailed } = messages.dialog;
    return html`<button type="button" class=${classes} ?disabled=${disabled} @click=${this.#copy}>${this.#outcome === 'copied' ? copied : copy}</button>
      ${this.#outcome === 'failed' ? html`<p class="error copy-failed">${glyph('octagon')}<span>${copyFailed}</span></p>` : nothing}`;
  }

  readonly #copy = async (event: Event): Promise<void> => {
    const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
    const { text, shownIn, messages, live } = this.props;
    try {
      await navigator.clipboard.writeText(text);
      this.#show('copied');
      live.announce(messages.dialog.copied);
    } catch (cause) {
      console.warn('integration-hub: the text could not be copied.', cause);
      this.#show('failed');
      live.announce(messages.dialog.copyFailed);
      select(root.getElementById(shownIn));
    }
  };

  #show(outcome: 'copied' | 'failed' | undefined): void {
    clearTimeout(this.#timer);
    this.#outcome = this.isConnected ? outcome : undefined;
    if (this.#outcome === 'copied') this.#timer = setTimeout(() => this.#show(undefined), saidFor);
    this.requestUpdate();
  }

  protected override disconnected(): void {
    super.disconnected();
    this.#show(undefined);
  }
}

/** Copies a text, and says that it did; where that is not allowed, the text is selected, to be copied by hand. */
export const copyButton = directive(CopyButtonDirective);

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Configuration } from '../../src/contract/form.js';
import type { Widget } from '../../src/contract/widget.js';
import type { ConnectionStore } from '../../src/core/connection/connection.js';
import type { HubStore } from '../../src/core/hub/hub.js';
import { createHubStore } from '../../src/core/hub/hub.store.js';
import { type DialogRequest, dialogStyles, renderDialog } from '../../src/elements/dialogs/dialog-layer.js';
import { buttonStyles } from '../../src/elements/shared/controls/button.styles.js';
import { hostStyles } from '../../src/elements/shared/look/host.styles.js';
import { tokenStyles } from '../../src/elements/shared/look/tokens.styles.js';
import { iconStyles } from '../../src/elements/shared/marks/icon.styles.js';
import { logoStyles } from '../../src/elements/shared/marks/logo.styles.js';
import { de } from '../../src/localization/de.js';
import { en } from '../../src/localization/en.js';
import { aHub, aWidget, createFakeBackend, createFakeOpener, type FakeBackend, type FakeOpener } from './fake-backend.js';
import { until } from './until.js';

const stageStyles = css`
  .root {
    padding: 16px;
  }
`;

/** Stands in for a card: a button that opens a dialog, in a shadow root of its own. */
export class DialogStageElement extends LitElement {
  static override readonly styles = [hostStyles, tokenStyles, iconStyles, buttonStyles, logoStyles, dialogStyles, stageStyles];
  static override readonly properties = { request: { attribute: false }, language: {} };
  declare request: DialogRequest | undefined;
  declare language: 'en' | 'de' | undefined;
  store: ConnectionStore | undefined;
  next: DialogRequest | undefined;
  readOnly = false;
  readonly announced: string[] = [];
  readonly performed: string[] = [];
  /** How often a dialog asked to be closed. */
  closed = 0;

  protected override render(): TemplateResult {
    return html`<div class="root">
      <button type="button" class="button" @click=${this.open}>Open</button>
      ${this.request === undefined || this.store === undefined ? nothing : renderDialog(this.request, this.#context(this.store))}
    </div>`;
  }

  readonly open = (): void => {
    this.request = this.next;
  };

  #context(store: ConnectionStore) {
    return {
      store,
      messages: this.language === 'de' ? de : en,
      locale: this.language ?? 'en-GB',
      readOnly: this.readOnly,
      close: () => {
        this.closed += 1;
        this.request = undefined;
      },
      announce: (text: string) => this.announced.push(text),
      performAction: (key: string) => this.performed.push(key),
    };
  }

  /** The topmost dialog that is open. */
  get topmost(): HTMLDialogElement | undefined {
    return [...this.renderRoot.querySelectorAll('dialog')].findLast((dialog) => dialog.open);
  }

  get dialog(): HTMLDialogElement {
    const open = this.topmost;
    if (open === undefined) throw new Error('No dialog is open.');
    return open;
  }

  get heading(): string {
    return this.topmost?.querySelector<HTMLElement>('[part="dialog-title"]')?.innerText.trim() ?? '';
  }

  /** The words of the open dialog, in one line. */
  get words(): string {
    return this.dialog.innerText.replaceAll(/\s+/g, ' ').trim();
  }

  get focused(): Element | null {
    let active = this.shadowRoot?.activeElement ?? null;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }

  /** What the polite region of the open dialog says. */
  get said(): string {
    return this.dialog.querySelector('[aria-live="polite"]')?.textContent ?? '';
  }

  /** Presses the button, link or radio with this name. It has the focus then. */
  press(name: string): void {
    const controls = [...this.dialog.querySelectorAll<HTMLElement>('button, a, label')];
    const found = controls.find((control) => (control.getAttribute('aria-label') ?? control.textContent).trim() === name);
    if (found === undefined) throw new Error(`The dialog has no “${name}”: ${this.words}`);
    found.focus();
    found.click();
  }
}
customElements.define('dialog-stage', DialogStageElement);

export interface DialogStage {
  readonly stage: DialogStageElement;
  readonly backend: FakeBackend;
  readonly opener: FakeOpener;
  readonly hub: HubStore;
  readonly store: ConnectionStore;
  /** Presses the button that opens the dialog, and waits for it. */
  show(request: DialogRequest): Promise<HTMLDialogElement>;
  dispose(): void;
}

/** The stage over a real connection store and a backend in memory. */
export async function dialogStage(
  options: { readonly widget?: Partial<Widget>; readonly configurations?: readonly Configuration[] } = {},
): Promise<DialogStage> {
  const backend = createFakeBackend({
    hub: aHub({ widgets: [aWidget(options.widget)] }),
    ...(options.configurations === undefined ? {} : { configurations: options.configurations }),
  });
  const opener = createFakeOpener();
  const hub = createHubStore({ backend, opener });
  const store = hub.connection('orchard');
  await until(() => store.getSnapshot().status === 'ready');
  const stage = document.createElement('dialog-stage') as DialogStageElement;
  stage.store = store;
  // Axe measures contrast: not in the middle of an animation.
  stage.style.setProperty('--integration-motion-base', '0.01ms');
  document.body.append(stage);
  await stage.updateComplete;
  return {
    stage,
    backend,
    opener,
    hub,
    store,
    async show(request) {
      stage.next = request;
      const button = stage.shadowRoot?.querySelector<HTMLElement>('.root > button');
      button?.focus();
      button?.click();
      const dialog = await until(() => stage.shadowRoot?.querySelector<HTMLDialogElement>('dialog[open]'));
      await Promise.allSettled(dialog.getAnimations().map(({ finished }) => finished));
      return dialog;
    },
    dispose() {
      stage.remove();
      hub.dispose();
    },
  };
}

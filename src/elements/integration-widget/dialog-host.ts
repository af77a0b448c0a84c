import { type CSSResultGroup, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ConnectionStore, Failure } from '../../core/connection/connection.js';
import { IntegrationError } from '../../core/errors.js';
import { loadMessages } from '../../localization/load-messages.js';
import type { Messages } from '../../localization/messages.js';
import type { DialogContext, DialogRequest } from '../dialogs/frame/dialog-request.js';
import { LazyPart } from '../shared/controllers/lazy-part.js';

interface Open {
  readonly store: ConnectionStore;
  readonly request: DialogRequest;
}

interface DialogHostOptions {
  announce(text: string): void;
  perform(store: ConnectionStore, action: string): void;
  locale(): string;
}

const importDialogs = async () => {
  const { renderDialog, dialogStyles } = await import('../dialogs/dialog-layer.js');
  const group: CSSResultGroup = dialogStyles;
  return { renderDialog, styles: [group].flat().filter((style) => 'styleSheet' in style) };
};

/**
 * The dialog over a card. Dialogs are a chunk of their own, with their own styles and words: they come with the first press, or a
 * little before, when somebody points at the card.
 */
export class DialogHost {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: DialogHostOptions;
  readonly #dialogs: LazyPart<Awaited<ReturnType<typeof importDialogs>>>;
  #words: { readonly locale: string; readonly messages: Messages } | undefined;
  #open: Open | undefined;
  /** Why a dialog did not come. */
  #failure: Failure | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: DialogHostOptions) {
    this.#host = host;
    this.#options = options;
    this.#dialogs = new LazyPart(host, importDialogs);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Says why something failed that no connection can say itself. */
  fail(error: IntegrationError): void {
    this.#set(this.#open, { action: undefined, error });
  }

  forgetFailure(): void {
    this.#set(this.#open, undefined);
  }

  /** Loads the dialogs ahead of the press. A failure says nothing yet: the press tries again. */
  readonly preload = (): void => {
    this.#load().catch(() => undefined);
  };

  open(store: ConnectionStore, request: DialogRequest): void {
    const open = { store, request };
    this.#set(open, undefined);
    this.#load().catch((cause: unknown) => {
      if (this.#open !== open) return;
      this.#open = undefined;
      if (request.kind === 'message') store.dismissMessage();
      this.fail(new IntegrationError('network_error', { cause }));
    });
  }

  /** A flow's words are shown as soon as nothing else is open. Call it before drawing. */
  showMessages(stores: readonly ConnectionStore[]): void {
    for (const store of stores) {
      const snapshot = store.getSnapshot();
      if (this.#open === undefined && snapshot.status === 'ready' && snapshot.message !== undefined)
        this.open(store, { kind: 'message', message: snapshot.message });
    }
  }

  render(theme: () => NonNullable<DialogContext['theme']>, readOnly = false): TemplateResult | typeof nothing {
    const open = this.#open;
    if (open === undefined) return nothing;
    const { announce, perform } = this.#options;
    const locale = this.#options.locale();
    if (this.#words !== undefined && this.#words.locale !== locale) this.preload();
    const dialogs = this.#dialogs.get();
    if (dialogs === undefined || this.#words === undefined) return nothing;
    return dialogs.renderDialog(open.request, {
      theme: theme(),
      readOnly,
      locale,
      messages: this.#words.messages,
      store: open.store,
      close: () => {
        if (this.#open === open) this.#set(undefined, this.#failure);
      },
      announce,
      performAction: (action) => perform(open.store, action),
    });
  }

  #set(open: Open | undefined, failure: Failure | undefined): void {
    this.#open = open;
    this.#failure = failure;
    this.#host.requestUpdate();
  }

  async #load(): Promise<void> {
    const locale = this.#options.locale();
    const [messages] = await Promise.all([loadMessages(locale), this.#dialogs.load()]);
    if (this.#words?.messages !== messages || this.#words.locale !== locale) this.#host.requestUpdate();
    this.#words = { locale, messages };
  }
}

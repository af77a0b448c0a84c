import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import { lockScroll } from './scroll-lock.js';

export interface ModalOptions {
  /** The person asked to leave: Escape, or a press beside the dialog. */
  readonly leave: () => void;
  /** What has the focus at first. Default: the title. */
  readonly focus?: string | undefined;
  /** What gets the focus when what had it is gone. Default: the title. */
  readonly fallback?: string | undefined;
  /** A press beside the dialog asks to leave. Not where something can be typed. */
  readonly light?: boolean | undefined;
}

/** Shortcuts of the page are for what lies behind. What is pressed with Ctrl or Command is for the page or the browser all the same; AltGr types. */
const keepInside = (event: KeyboardEvent): void => {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) event.stopPropagation();
};

const isBeside = (dialog: HTMLElement, { clientX, clientY }: MouseEvent): boolean => {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
};

class ModalDirective extends AsyncDirective {
  #dialog: HTMLDialogElement | undefined;
  #options: ModalOptions | undefined;
  #unlock: (() => void) | undefined;
  #pressedBeside = false;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('modal stands on a <dialog>.');
  }

  override render(_options: ModalOptions): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [options]: [ModalOptions]): unknown {
    this.#options = options;
    if (this.#dialog === undefined) {
      this.#dialog = element as HTMLDialogElement;
      this.#dialog.addEventListener('cancel', this.#cancel);
      this.#dialog.addEventListener('close', this.#closed);
      this.#dialog.addEventListener('pointerdown', this.#press);
      this.#dialog.addEventListener('click', this.#click);
      for (const type of ['keydown', 'keypress', 'keyup'] as const) this.#dialog.addEventListener(type, keepInside);
      queueMicrotask(this.#open);
    } else this.#keepFocus(this.#dialog);
    return noChange;
  }

  readonly #open = (): void => {
    const dialog = this.#dialog;
    if (dialog === undefined || !this.isConnected || !dialog.isConnected || dialog.open) return;
    dialog.showModal();
    this.#unlock ??= lockScroll();
    this.#focus(dialog, this.#options?.focus);
  };

  #focus(dialog: HTMLElement, selector: string | undefined): void {
    const target = selector === undefined ? null : dialog.querySelector<HTMLElement>(selector);
    (target ?? dialog.querySelector<HTMLElement>('[part="dialog-title"]'))?.focus();
  }

  /** A button may go with what it did: the focus stays in the dialog. */
  #keepFocus(dialog: HTMLElement): void {
    const root = dialog.getRootNode() as ShadowRoot;
    const before = root.activeElement;
    if (before === null || !dialog.contains(before)) return;
    // After those that give the focus to something of their choice.
    setTimeout(() => {
      if (this.isConnected && !dialog.contains(before) && root.activeElement === null)
        this.#focus(dialog, this.#options?.fallback);
    });
  }

  /** Escape inside a list or a second dialog is theirs. */
  readonly #cancel = (event: Event): void => {
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#options?.leave();
  };

  /** The browser closes a dialog on its own when Escape is pressed twice: what was typed must not go with it. */
  readonly #closed = (event: Event): void => {
    if (event.target !== this.#dialog || !this.isConnected || this.#dialog.open) return;
    this.#open();
    this.#options?.leave();
  };

  readonly #press = (event: PointerEvent): void => {
    this.#pressedBeside = this.#dialog !== undefined && event.target === this.#dialog && isBeside(this.#dialog, event);
  };

  readonly #click = (event: MouseEvent): void => {
    if (this.#dialog === undefined || event.target !== this.#dialog || !this.#pressedBeside || !isBeside(this.#dialog, event))
      return;
    if (this.#options?.light === true) this.#options.leave();
  };

  protected override disconnected(): void {
    const dialog = this.#dialog;
    this.#unlock?.();
    this.#unlock = undefined;
    // Closing, and not only removing it, gives the focus back.
    if (dialog?.open) dialog.close();
  }

  protected override reconnected(): void {
    queueMicrotask(this.#open);
  }
}

/** Shows a `<dialog>` as a modal one for as long as it is in the template, and gives the focus back to what had it. */
export const modal = directive(ModalDirective);

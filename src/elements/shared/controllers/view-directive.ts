import { AsyncDirective } from 'lit/async-directive.js';
import { type ChildPart, type PartInfo, PartType } from 'lit/directive.js';
import { Subscriptions, type Watchable } from './subscriptions.js';

/**
 * A piece of a template with a state of its own: a list that is open, a password that is shown, a dialog. It draws again without its
 * element doing so. A directive and not an element, because labels and descriptions do not reach into another shadow root.
 */
export abstract class ViewDirective<Props> extends AsyncDirective {
  readonly #watched = new Subscriptions(() => this.requestUpdate());
  readonly #part: ChildPart;
  #props: Props | undefined;
  #pending = false;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.CHILD) throw new TypeError('A view stands where an element would.');
    this.#part = part as ChildPart;
  }

  protected get props(): Props {
    if (this.#props === undefined) throw new TypeError('A view has no props before it is drawn.');
    return this.#props;
  }

  override render(props: Props): unknown {
    const previous = this.#props;
    if (previous === undefined && this.isConnected) this.#watched.hold();
    this.#props = props;
    this.changed?.(previous);
    return this.view();
  }

  /** Called when its element draws it, before `view`. */
  protected changed?(previous: Props | undefined): void;

  protected abstract view(): unknown;

  protected requestUpdate(): void {
    if (this.#pending) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      if (this.isConnected) this.setValue(this.view());
    });
  }

  /** Gives the focus to what is drawn next. */
  protected focusLater(selector: string): void {
    this.requestUpdate();
    setTimeout(() => {
      if (!this.isConnected) return;
      const target = (this.#part.parentNode as ParentNode & Node).querySelector<HTMLElement>(selector);
      target?.focus();
      target?.scrollIntoView({ block: 'nearest' });
    });
  }

  /** Draws again after every change of a store, for as long as the view stands in the document. */
  protected watch(store: Watchable): void {
    this.#watched.add(store);
  }

  protected unwatch(store: Watchable): void {
    this.#watched.delete(store);
  }

  protected override disconnected(): void {
    this.#watched.release();
  }

  protected override reconnected(): void {
    this.#watched.hold();
    this.requestUpdate();
  }
}

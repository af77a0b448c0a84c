import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Action } from '../../contract/action.js';

const fewest = 2;

/**
 * Which buttons do not fit in the card's row and stand in the ⋯ menu: Deactivation first, then the last ones. With one or two
 * actions nothing does. The filled button always stays.
 */
export function overflowing(
  actions: readonly Pick<Action, 'key' | 'type'>[],
  fits: (keys: readonly string[]) => boolean,
  filled: string | undefined,
): ReadonlySet<string> {
  const shown = actions.map(({ key }) => key);
  const leaving = [
    ...actions.filter(({ type }) => type === 'deactivation'),
    ...actions.filter(({ type }) => type !== 'deactivation').reverse(),
  ].filter(({ key }) => key !== filled);
  const hidden = new Set<string>();
  for (const { key } of leaving) {
    if (shown.length <= fewest || fits(shown)) break;
    shown.splice(shown.indexOf(key), 1);
    hidden.add(key);
  }
  return hidden;
}

/** Measures the buttons after each drawing, before it is painted, and when the card's width changes. */
export class ActionOverflow implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #widths = new Map<string, number>();
  readonly #observer: ResizeObserver;
  #actions: readonly Action[] = [];
  #filled: string | undefined;
  #hidden: ReadonlySet<string> = new Set();
  #observed: Element | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    // In the next frame: measuring changes sizes, which an observer may not do.
    this.#observer = new ResizeObserver(() => requestAnimationFrame(() => this.#measure()));
    host.addController(this);
  }

  /** Keys of the actions that do not fit. Call it while drawing. */
  hidden(actions: readonly Action[], filled: string | undefined): ReadonlySet<string> {
    this.#actions = actions;
    this.#filled = filled;
    return this.#hidden;
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#observed = undefined;
  }

  hostUpdated(): void {
    const row = this.#row();
    if (row !== this.#observed) {
      this.#observer.disconnect();
      if (row !== undefined) this.#observer.observe(row);
      this.#observed = row;
    }
    this.#measure();
  }

  #row(): HTMLElement | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="actions"]') ?? undefined;
  }

  #measure(): void {
    const row = this.#row();
    if (row === undefined || row.clientWidth === 0) return;
    if (this.#actions.length <= fewest) return this.#set(new Set());
    row.classList.add('is-measuring');
    let others = 0;
    const style = getComputedStyle(row);
    const gap = Number.parseFloat(style.columnGap) || 0;
    for (const child of row.children) {
      const { action } = (child as HTMLElement).dataset;
      const { width } = child.getBoundingClientRect();
      if (action === undefined) others += width + gap;
      else this.#widths.set(action, width);
    }
    const room = row.clientWidth - Number.parseFloat(style.paddingInlineStart) - Number.parseFloat(style.paddingInlineEnd);
    row.classList.remove('is-measuring');
    const fits = (keys: readonly string[]) =>
      others + keys.reduce((sum, key) => sum + (this.#widths.get(key) ?? 0) + gap, -gap) <= room + 0.5;
    this.#set(overflowing(this.#actions, fits, this.#filled));
  }

  #set(hidden: ReadonlySet<string>): void {
    if (hidden.size === this.#hidden.size && [...hidden].every((key) => this.#hidden.has(key))) return;
    this.#hidden = hidden;
    this.#host.requestUpdate();
  }
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Action } from '../../contract/action.js';
import { type FrameRead, readInFrame } from '../shared/controllers/frame-reads.js';
import { fewest } from './fewest-actions.js';

const none: ReadonlySet<string> = new Set();

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

/** In the frame after, and for all cards together: measuring changes sizes, which an observer may not do. */
const resized = new Map<Element, () => void>();
let observer: ResizeObserver | undefined;

function observe(row: Element, onResize: () => void): void {
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) resized.get(target)?.();
  });
  resized.set(row, onResize);
  observer.observe(row);
}

function unobserve(row: Element): void {
  resized.delete(row);
  observer?.unobserve(row);
}

/**
 * Measures the buttons after each drawing, before it is painted, and when the card's width changes. Where nothing could leave, nothing is
 * measured; nor is what is not laid out, such as a card far below: that is when it comes into view, which changes its size.
 */
export class MeasuredActions implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #measuring: FrameRead;
  readonly #widths = new Map<string, number>();
  #actions: readonly Action[] = [];
  #filled: string | undefined;
  #hidden: ReadonlySet<string> = none;
  #observed: HTMLElement | undefined;
  /** What of the row is being measured. */
  #row: HTMLElement | undefined;
  #next: ReadonlySet<string> = none;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#measuring = {
      prepare: () => {
        const row = this.#observed;
        this.#row = row?.checkVisibility({ contentVisibilityAuto: true }) === true ? row : undefined;
        this.#row?.classList.add('is-measuring');
      },
      read: () => {
        this.#next = this.#row === undefined ? this.#hidden : this.#measure(this.#row);
      },
      done: () => {
        this.#row?.classList.remove('is-measuring');
        this.#set(this.#next);
      },
    };
    host.addController(this);
  }

  /** Keys of the actions that do not fit. Call it while drawing. */
  hidden(actions: readonly Action[], filled: string | undefined): ReadonlySet<string> {
    this.#actions = actions;
    this.#filled = filled;
    if (actions.length <= fewest) this.#hidden = none;
    return this.#hidden;
  }

  hostDisconnected(): void {
    this.#watch(undefined);
  }

  hostUpdated(): void {
    this.#watch(
      this.#actions.length <= fewest
        ? undefined
        : (this.#host.shadowRoot?.querySelector<HTMLElement>('[part="actions"]') ?? undefined),
    );
    if (this.#observed !== undefined) readInFrame(this.#measuring);
  }

  #watch(row: HTMLElement | undefined): void {
    if (row === this.#observed) return;
    if (this.#observed !== undefined) unobserve(this.#observed);
    if (row !== undefined) observe(row, () => readInFrame(this.#measuring));
    this.#observed = row;
  }

  #measure(row: HTMLElement): ReadonlySet<string> {
    if (row.clientWidth === 0) return this.#hidden;
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
    const fits = (keys: readonly string[]) =>
      others + keys.reduce((sum, key) => sum + (this.#widths.get(key) ?? 0) + gap, -gap) <= room + 0.5;
    return overflowing(this.#actions, fits, this.#filled);
  }

  #set(hidden: ReadonlySet<string>): void {
    if (hidden.size === this.#hidden.size && [...hidden].every((key) => this.#hidden.has(key))) return;
    this.#hidden = hidden;
    this.#host.requestUpdate();
  }
}

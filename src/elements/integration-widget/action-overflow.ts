import type { ReactiveControllerHost } from 'lit';
import type { Action } from '../../contract/action.js';
import { LazyPart } from '../shared/controllers/lazy-part.js';
import { fewest } from './fewest-actions.js';

const none: ReadonlySet<string> = new Set();

const importMeasured = () => import('./measured-actions.js');

/** Which buttons stand in the ⋯ menu for want of room. What measures them comes with the first card that has more than two. */
export class ActionOverflow {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #part: LazyPart<typeof import('./measured-actions.js')>;
  #measured: { hidden: ActionOverflow['hidden'] } | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#part = new LazyPart(host, importMeasured);
  }

  /** Keys of the actions that do not fit. Call it while drawing. */
  hidden(actions: readonly Action[], filled: string | undefined): ReadonlySet<string> {
    const part = this.#measured === undefined && actions.length > fewest ? this.#part.get() : undefined;
    if (part !== undefined) this.#measured = new part.MeasuredActions(this.#host);
    return this.#measured?.hidden(actions, filled) ?? none;
  }
}

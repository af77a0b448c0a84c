import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CardState } from '../../../core/connection/card-state.js';
import { LazyPart } from '../../shared/controllers/lazy-part.js';
import { importSkeleton } from '../../shared/look/placeholders.js';
import type { AccountOwner } from '../accounts/account-verbs.js';
import { oneConnection } from './card.js';
import { type CardContext, hasSignIns } from './card-context.js';

const importDetails = () => import('./card-details.js');
const importSeveral = () => import('../accounts/several-connections.js');

/** Draws a card of one connection, or one with a row for each of several, and loads what it needs for that. */
export class CardView {
  readonly #skeleton: LazyPart<typeof import('../../shared/look/skeleton.js')>;
  readonly #details: LazyPart<typeof import('./card-details.js')>;
  readonly #several: LazyPart<typeof import('../accounts/several-connections.js')>;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#skeleton = new LazyPart(host, importSkeleton);
    this.#details = new LazyPart(host, importDetails);
    this.#several = new LazyPart(host, importSeveral);
  }

  /** That of the whole card; `undefined` where there is none, or what counts several is still to come. @param named by the page: this one alone */
  state(cards: readonly CardContext[], named: boolean): CardState | undefined {
    const [first] = cards;
    if (first === undefined || !hasRows(cards, named)) return first?.state;
    return this.#several.get()?.worstState(cards, first.messages);
  }

  /** What stands there until the card can be drawn. */
  skeleton(words: string): TemplateResult {
    return html`${this.#skeleton.get()?.skeleton()}<span class="visually-hidden">${words}</span>`;
  }

  render(cards: readonly CardContext[], named: boolean, state: CardState, logo: TemplateResult, owner: AccountOwner): unknown {
    const [first] = cards;
    if (first === undefined) return undefined;
    if (hasRows(cards, named)) return this.#several.get()?.severalConnections(cards, state, logo, owner);
    const { multiConnection, connections } = first.snapshot.widget;
    const isOneOfSeveral = named && (multiConnection || connections.length > 1);
    const details = this.#detailsOf(first);
    const items = isOneOfSeveral ? this.#several.get()?.itemsOfOne(first, owner) : details?.signOutItems(first);
    return oneConnection(first, logo, details, items ?? []);
  }

  /** A card at rest that was never connected has nothing more to tell: its details come once it has been painted. */
  #detailsOf({ state, snapshot }: CardContext) {
    if (state.state !== 'idle' || snapshot.error !== undefined || hasSignIns(snapshot)) return this.#details.get();
    this.#details.ahead();
    return undefined;
  }
}

/** Accounts are rows as soon as there is one to tell from the next: it was connected, or has a name. */
function hasRows([first, ...more]: readonly CardContext[], named: boolean): boolean {
  if (first === undefined || more.length > 0 || named) return more.length > 0;
  const { widget, connection } = first.snapshot;
  const isKnown = connection.active || connection.label !== undefined || connection.credentials.some(({ account }) => account);
  return widget.multiConnection && isKnown;
}

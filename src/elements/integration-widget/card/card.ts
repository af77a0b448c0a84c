import { html, nothing, type TemplateResult } from 'lit';
import type { CardState } from '../../../core/connection/card-state.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { glyph } from '../../shared/marks/glyph.js';
import { icon } from '../../shared/marks/icons.js';
import { type CardDetails, cardFoot, menuButton, menuItems } from './card-buttons.js';
import { type CardContext, hasSignIns } from './card-context.js';
import { stateWords } from './state-words.js';

type Drawn = TemplateResult | typeof nothing;

/** What stands around the body of every card. */
interface CardFrame {
  readonly context: CardContext;
  /** That of the card as a whole. */
  readonly state: CardState;
  readonly logo: TemplateResult;
  /** What stands in the menu. */
  readonly items: readonly MenuItem[];
  readonly body: TemplateResult;
  /** Wire and buttons. */
  readonly foot: Drawn;
}

/** A card: whose it is and how it is, what it says, and what can be done. */
export function cardFrame({ context, state, logo, items, body, foot }: CardFrame): TemplateResult {
  const { messages, snapshot } = context;
  const { name, label = '', description } = snapshot.widget;
  const direction = Object.hasOwn(messages.label, label) ? (label as keyof typeof messages.label) : undefined;
  return html`<article part="card" class="tone-${state.tone}" data-wire=${state.wire} aria-labelledby="name">
    <header part="header">
      ${logo}
      <div part="heading">
        <h3 part="name" id="name" title=${name}><bdi>${name}</bdi></h3>
        <p class="state-line">
          <span part="badge" class="badge tone-${state.tone}">${glyph(state.glyph, state.share)}<bdi .textContent=${stateWords(state, messages)}></bdi></span>
          ${direction === undefined ? nothing : html`<span part="label">${icon(direction, 'small')}${messages.label[direction]}</span>`}
        </p>
      </div>
      ${menuButton(context, 'menu', name, items)}
    </header>
    ${description ? html`<p part="description"><bdi>${description}</bdi></p>` : nothing} ${body} ${foot}
  </article>`;
}

/** What a sign-in will give access to, until there has been one. */
function access(snapshot: CardContext['snapshot']): Drawn {
  const words = snapshot.widget.dependencies.flatMap((dependency) => dependency.access);
  return words.length === 0 || hasSignIns(snapshot) ? nothing : html`<p class="aside">${words.join(' · ')}</p>`;
}

/** A widget with one connection. @param more what stands in the menu beside the author's actions */
export function oneConnection(
  context: CardContext,
  logo: TemplateResult,
  details: CardDetails | undefined,
  more: readonly MenuItem[],
): TemplateResult {
  const { state, snapshot } = context;
  const body = html`<div part="body">
    ${access(snapshot)} ${details?.cardDetails(context)}
    <slot></slot>
  </div>`;
  const foot = cardFoot(context, details);
  return cardFrame({ context, state, logo, items: [...menuItems(context), ...more], body, foot });
}

import { html, nothing, type TemplateResult } from 'lit';
import type { CardState } from '../../../core/connection/card-state.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { icon } from '../../shared/marks/icons.js';
import { badge } from './badge.js';
import { cardActions, menuButton, menuItems } from './card-buttons.js';
import type { CardContext } from './card-context.js';

type Drawn = TemplateResult | typeof nothing;
type CardDetails = Pick<typeof import('./card-details.js'), 'cardDetails'>;

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
          ${badge(state, messages)}
          ${direction === undefined ? nothing : html`<span part="label">${icon(direction, 'small')}${messages.label[direction]}</span>`}
        </p>
      </div>
      ${menuButton(context, 'menu', name, items)}
    </header>
    ${description ? html`<p part="description"><bdi>${description}</bdi></p>` : nothing} ${body} ${foot}
  </article>`;
}

function progressText({ state, messages: { card }, format }: CardContext): TemplateResult {
  const { run } = state;
  const progress = run?.progress;
  const words = progress?.text ?? (run === undefined ? card.state.running : card.runningNamed(run.actionName));
  return html`<p class="progress-text" id="progress">
    <strong><bdi>${words}</bdi></strong>
    ${
      progress?.total === undefined
        ? nothing
        : html`<span class="aside numeric">${card.progress(format.number(progress.done), format.number(progress.total))}</span>`
    }
  </p>`;
}

/** @param isStyled what shows progress has come */
function wire({ state }: CardContext, isStyled: boolean): TemplateResult {
  const { done = 0, total } = state.run?.progress ?? {};
  return html`<div part="wire">
    ${
      state.wire !== 'filled' || !isStyled
        ? nothing
        : html`<progress
            part="progress"
            value=${total === undefined ? nothing : done}
            max=${total ?? nothing}
            aria-labelledby="progress"
          ></progress>`
    }
  </div>`;
}

/** What a sign-in will give access to, until there has been one. */
function access({ widget, connection }: CardContext['snapshot']): Drawn {
  const words = widget.dependencies.flatMap((dependency) => dependency.access);
  return words.length === 0 || connection.credentials.some(({ status }) => status !== 'missing')
    ? nothing
    : html`<p class="aside">${words.join(' · ')}</p>`;
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
    ${access(snapshot)} ${details?.cardDetails(context) ?? nothing} ${state.state === 'running' ? progressText(context) : nothing}
    <slot></slot>
  </div>`;
  const foot = html`${wire(context, details !== undefined)} ${cardActions(context)}`;
  return cardFrame({ context, state, logo, items: [...menuItems(context), ...more], body, foot });
}

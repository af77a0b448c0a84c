import { html, nothing, type TemplateResult } from 'lit';
import type { MenuItem } from '../../shared/controls/menu.js';
import { icon } from '../../shared/marks/icons.js';
import { badge } from './badge.js';
import { cardActions, menuItems } from './card-actions.js';
import type { CardContext } from './card-context.js';

type CardDetails = Pick<typeof import('./card-details.js'), 'cardDetails'>;

/** @param more what stands in the menu beside the author's actions */
export function cardHeader(
  context: CardContext,
  logo: TemplateResult,
  stateBadge: TemplateResult,
  more: readonly MenuItem[] = [],
): TemplateResult {
  const { snapshot, messages, menu } = context;
  const { widget } = snapshot;
  const label = widget.label !== undefined && Object.hasOwn(messages.label, widget.label) ? widget.label : undefined;
  const items = [...menuItems(context), ...more];
  return html`<header part="header">
    ${logo}
    <div part="heading">
      <h3 part="name" id="name" title=${widget.name}><bdi>${widget.name}</bdi></h3>
      <p class="state-line">
        ${stateBadge}
        ${label === undefined ? nothing : html`<span part="label">${icon(label, 'small')}${messages.label[label]}</span>`}
      </p>
    </div>
    ${
      items.length === 0
        ? nothing
        : html`<button
              type="button"
              part="menu-button"
              class="button button--quiet button--icon"
              popovertarget="menu"
              aria-haspopup="menu"
              aria-label=${messages.card.more(widget.name)}
            >
              ${icon('more')}
            </button>
            ${menu({ id: 'menu', label: messages.card.more(widget.name), items })}`
    }
  </header>`;
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

function cardBody(context: CardContext, details: CardDetails | undefined): TemplateResult {
  return html`<div part="body">
    ${access(context.snapshot)} ${details?.cardDetails(context) ?? nothing} ${context.state.state === 'running' ? progressText(context) : nothing}
    <slot></slot>
  </div>`;
}

function wire({ state }: CardContext): TemplateResult {
  const { run } = state;
  const total = run?.progress?.total;
  return html`<div part="wire">
    ${
      state.wire !== 'filled'
        ? nothing
        : html`<progress
            part="progress"
            value=${total === undefined ? nothing : (run?.progress?.done ?? 0)}
            max=${total ?? nothing}
            aria-labelledby="progress"
          ></progress>`
    }
  </div>`;
}

/** What a sign-in will give access to, until there has been one. */
function access({ widget, connection }: CardContext['snapshot']): TemplateResult | typeof nothing {
  const words = widget.dependencies.flatMap((dependency) => dependency.access);
  return words.length === 0 || connection.credentials.some(({ status }) => status !== 'missing')
    ? nothing
    : html`<p class="aside">${words.join(' · ')}</p>`;
}

export function description({ widget }: CardContext['snapshot']): TemplateResult | typeof nothing {
  return widget.description === undefined || widget.description === ''
    ? nothing
    : html`<p part="description"><bdi>${widget.description}</bdi></p>`;
}

/** A widget with one connection: what it is, how it is, and what can be done. */
export function oneConnection(
  context: CardContext,
  logo: TemplateResult,
  details: CardDetails | undefined,
  more: readonly MenuItem[] | undefined,
): TemplateResult {
  const { snapshot, state, messages } = context;
  return html`<article part="card" class="tone-${state.tone}" data-wire=${state.wire} aria-labelledby="name">
    ${cardHeader(context, logo, badge(state, messages), more)} ${description(snapshot)} ${cardBody(context, details)} ${wire(context)} ${cardActions(context)}
  </article>`;
}

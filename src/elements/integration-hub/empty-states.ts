import { html, type TemplateResult } from 'lit';
import { enDetails } from '../../localization/en.details.js';
import type { CardMessages } from '../../localization/messages.js';
import type { Filter } from './listing.js';

const unpluggedArt = html`<svg class="art" viewBox="0 0 132 36" aria-hidden="true">
  <g fill="none" stroke="currentColor" stroke-width="1.5">
    <rect x="1" y="4" width="28" height="28" rx="8" />
    <rect x="103" y="4" width="28" height="28" rx="8" stroke-dasharray="4 4" />
    <path d="M29 18h74" stroke-dasharray="5 5" />
  </g>
</svg>`;

/** There is no integration for this tenant. */
export function noWidgets(messages: CardMessages): TemplateResult {
  const { emptyTitle, emptyText } = messages.details ?? enDetails;
  return html`<div part="empty" class="empty">
    ${unpluggedArt}
    <h3>${emptyTitle}</h3>
    <p>${emptyText}</p>
  </div>`;
}

/** None is what was searched for, or passes the filter. */
export function noMatch(
  { details = enDetails }: CardMessages,
  search: string,
  filter: Filter,
  showAll: () => void,
): TemplateResult {
  return html`<div part="empty" class="empty">
    <h3>${search === '' ? details.noMatchFilterTitle : details.noMatchTitle(search)}</h3>
    <p>${filter === 'all' ? details.noMatchText : details.noMatchFilterText}</p>
    <button type="button" class="button" @click=${showAll}>${details.showAll}</button>
  </div>`;
}

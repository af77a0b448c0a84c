import { html, type TemplateResult } from 'lit';
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
export const noWidgets = ({ hub }: CardMessages): TemplateResult => html`<div part="empty" class="empty">
  ${unpluggedArt}
  <h3>${hub.emptyTitle}</h3>
  <p>${hub.emptyText}</p>
</div>`;

/** None is what was searched for, or passes the filter. */
export const noMatch = (
  { hub }: CardMessages,
  search: string,
  filter: Filter,
  showAll: () => void,
): TemplateResult => html`<div part="empty" class="empty">
  <h3>${search === '' ? hub.noMatchFilterTitle : hub.noMatchTitle(search)}</h3>
  <p>${filter === 'all' ? hub.noMatchText : hub.noMatchFilterText}</p>
  <button type="button" class="button" @click=${showAll}>${hub.showAll}</button>
</div>`;

import { html, nothing, type TemplateResult } from 'lit';
import { dataFlowLabels } from '../../contract/protocol.js';
import type { DataFlowLabel, Widget } from '../../contract/widget.js';
import type { CardMessages } from '../../localization/messages.js';
import type { lazyMenu } from '../shared/controls/lazy-menu.js';
import type { MenuItem } from '../shared/controls/menu.js';
import { glyph } from '../shared/marks/glyph.js';
import { icon } from '../shared/marks/icons.js';
import { type Filter, filters, passes } from './listing.js';

export interface ToolbarContext {
  readonly widgets: readonly Widget[];
  readonly messages: CardMessages;
  readonly search: string;
  readonly filter: Filter;
  readonly label: DataFlowLabel | undefined;
  readonly menu: ReturnType<typeof lazyMenu>;
  setSearch(search: string): void;
  setFilter(filter: Filter): void;
  setLabel(label: DataFlowLabel | undefined): void;
}

function filterButton(
  filter: Filter,
  { widgets, messages, filter: chosen, setFilter }: ToolbarContext,
): TemplateResult | typeof nothing {
  const count = widgets.filter((widget) => passes(widget, filter)).length;
  if (filter === 'attention' && count === 0 && chosen !== 'attention') return nothing;
  return html`<button type="button" class="filter" aria-pressed=${chosen === filter} @click=${() => setFilter(filter)}>
    ${filter === 'attention' ? glyph('octagon') : nothing}${messages.hub.filter[filter]} <span class="count">${count}</span>
  </button>`;
}

function labelFilter({ widgets, messages, label, menu, setLabel }: ToolbarContext): TemplateResult | typeof nothing {
  const present = dataFlowLabels.filter((candidate) => widgets.some((widget) => widget.label === candidate));
  if (present.length < 2 && label === undefined) return nothing;
  const words = label === undefined ? messages.hub.anyDirection : messages.label[label];
  const item = (text: string, chosen: DataFlowLabel | undefined): MenuItem => ({
    label: text,
    icon: 'check',
    checked: label === chosen,
    press: () => setLabel(chosen),
  });
  const items = [
    item(messages.hub.anyDirection, undefined),
    ...present.map((candidate) => item(messages.label[candidate], candidate)),
  ];
  return html`<div part="label-filter">
    <button
      type="button"
      class="button select-button"
      popovertarget="labels"
      aria-haspopup="menu"
      aria-label="${messages.hub.labelFilter}: ${words}"
    >
      ${icon(label ?? 'bi_directional')}<span class="wide-only">${words}</span><span class="wide-only chevron">${icon('chevron_down')}</span>
    </button>
    ${menu({ id: 'labels', label: messages.hub.labelFilter, items })}
  </div>`;
}

export function toolbar(context: ToolbarContext): TemplateResult {
  const { messages, search, setSearch } = context;
  const labels = labelFilter(context);
  return html`<div part="toolbar" class=${labels === nothing ? 'is-narrow' : ''}>
    <div part="search" role="search">
      ${icon('search')}<input
        class="input"
        type="search"
        placeholder=${messages.hub.search}
        aria-label=${messages.hub.search}
        autocomplete="off"
        spellcheck="false"
        maxlength="100"
        .value=${search}
        @input=${(event: InputEvent) => setSearch((event.currentTarget as HTMLInputElement).value)}
      />
    </div>
    <div part="filters" role="group" aria-label=${messages.hub.filters}>${filters.map((filter) => filterButton(filter, context))}</div>
    ${labels}
  </div>`;
}

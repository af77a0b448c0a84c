import { ContextProvider } from '@lit/context';
import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DataFlowLabel, Widget } from '../../contract/widget.js';
import type { HubFact, HubSnapshot, HubStore } from '../../core/hub/hub.js';
import { factEvent } from '../events/fact-event.js';
import { Later } from '../shared/controllers/later.js';
import { LazyPart } from '../shared/controllers/lazy-part.js';
import { LiveRegion } from '../shared/controllers/live-region.js';
import { StoreController } from '../shared/controllers/store-controller.js';
import { ThemeController } from '../shared/controllers/theme-controller.js';
import { buttonStyles } from '../shared/controls/button.styles.js';
import { inputStyles } from '../shared/controls/input.styles.js';
import { lazyMenu } from '../shared/controls/lazy-menu.js';
import { hostStyles } from '../shared/look/host.styles.js';
import { placeholderStyles } from '../shared/look/placeholder.styles.js';
import { importSkeleton, loadError } from '../shared/look/placeholders.js';
import { tokenStyles } from '../shared/look/tokens.styles.js';
import { iconStyles } from '../shared/marks/icon.styles.js';
import { icon } from '../shared/marks/icons.js';
import { type DeveloperFault, FaultView, faultOf } from '../shared/mistakes/developer-fault.js';
import { FactRelay } from '../shared/session/fact-relay.js';
import { type HubScope, hubContext } from '../shared/session/hub-context.js';
import { SessionController } from '../shared/session/session-controller.js';
import { SessionElement } from '../shared/session/session-element.js';
import { hubStyles } from './integration-hub.styles.js';
import { type Filter, hasLabel, Listing, matching, type Section, sections } from './listing.js';
import { Pieces } from './pieces.js';
import { toolbar } from './toolbar.js';

/** Parts of the widgets that the hub draws, for the page to restyle through the hub. */
const exportedParts =
  'card, header, logo, heading, name, badge, label, menu-button, menu, description, body, metrics, metric, ' +
  'sparkline, notice, connections, connection, wire, progress, actions, action, reconnect, cancel, open-link, ' +
  'add-connection, history-button, dialog, dialog-header, dialog-title, dialog-body, dialog-footer, dependencies, dependency, ' +
  'methods, error-summary, field, mapping, group, filters, sheet, panel, steps, log, error';

/** How many cards the page had when it was last drawn: as many skeletons come next time. In memory only. */
let lastCount = 4;

/**
 * @summary All integrations that a tenant may see, with search and filters; or the session for the widgets that the page places in it.
 * @tag integration-hub
 *
 * @slot - The page's own markup with `<integration-widget>`s in it, at any depth. Without it, the hub draws every widget itself.
 * @slot empty - Stands in place of the words when there is no integration yet.
 *
 * @event {IntegrationConnectEvent} integration-connect - Somebody asked to connect; cancelable.
 * @event {IntegrationDisconnectEvent} integration-disconnect - Somebody asked to disconnect; cancelable.
 * @event {IntegrationActionEvent} integration-action - Somebody pressed another button; cancelable.
 * @event {IntegrationConnectedEvent} integration-connected - A connection became active.
 * @event {IntegrationDisconnectedEvent} integration-disconnected - A connection was disconnected.
 * @event {IntegrationConfiguredEvent} integration-configured - Settings were saved.
 * @event {IntegrationExpiredEvent} integration-expired - A sign-in died.
 * @event {IntegrationActionCompletedEvent} integration-action-completed - A run ended; `outcome` says how.
 * @event {IntegrationErrorEvent} integration-error - Something failed; `error.code` says what.
 *
 * @csspart toolbar - Search, filters and the label filter.
 * @csspart search - The search field and its icon.
 * @csspart filters - The row of filters.
 * @csspart label-filter - The choice of a data flow label.
 * @csspart menu - The menu of the label filter.
 * @csspart section - Your integrations, or those available.
 * @csspart section-heading - The heading of a section, with its count.
 * @csspart grid - The list of cards.
 * @csspart empty - What stands where there is nothing to show.
 * @csspart error - What stands where integrations could not be loaded.
 * @csspart developer-error - A mistake in the markup or the set-up, for the developer.
 * @csspart paused - The line that says that live updates are paused.
 *
 * @cssproperty [--integration-color-accent=#0b5d77] - The one accent: filled buttons, links, progress, focus.
 * @cssproperty [--integration-color-surface=#ffffff] - Ground of cards, buttons and dialogs.
 * @cssproperty [--integration-color-text=#15211f] - Text.
 * @cssproperty [--integration-color-text-muted=#54636a] - Text of lesser weight.
 * @cssproperty [--integration-color-border=#dbe2e4] - Lines and borders of cards.
 * @cssproperty [--integration-color-border-control=#7f8d94] - Borders of buttons and fields.
 * @cssproperty [--integration-radius=10px] - The one radius; cards, dialogs and controls follow.
 * @cssproperty [--integration-space-unit=4px] - The unit of space; `3px` is compact.
 * @cssproperty [--integration-space-gap=16px] - Space between cards.
 * @cssproperty [--integration-font-family=inherit] - Font family.
 * @cssproperty [--integration-font-size=14px] - Size of body text; every other size is a ratio of it.
 *
 * @cssstate loading - The hub is being read.
 * @cssstate ready - The hub was read.
 * @cssstate failed - The hub could not be read.
 * @cssstate empty - There is no integration for this tenant.
 * @cssstate paused - Live updates do not arrive.
 * @cssstate invalid - The markup or the set-up has a mistake.
 */
export class IntegrationHubElement extends SessionElement {
  static override styles: CSSResultGroup = [
    tokenStyles,
    hostStyles,
    iconStyles,
    buttonStyles,
    inputStyles,
    placeholderStyles,
    hubStyles,
  ];

  readonly #sessions = new SessionController(this);
  readonly #watched = new StoreController(this);
  readonly #relay = new FactRelay(this, (fact) => this.#onFact(fact));
  readonly #late = new Later(this, 200);
  readonly #live = new LiveRegion(this);
  readonly #faults = new FaultView(this);
  readonly #menu = lazyMenu(this);
  readonly #theme = new ThemeController(this, { onChange: () => this.#provide(this.#hub) });
  readonly #empty = new LazyPart(this, () => import('./empty-states.js'));
  readonly #skeleton = new LazyPart(this, importSkeleton);
  readonly #listing = new Listing();
  readonly #pieces = new Pieces(this);
  readonly #claims = new Map<string, number>();
  readonly #provider = new ContextProvider(this, { context: hubContext, initialValue: this.#scope(undefined) });
  #search = '';
  #label: DataFlowLabel | undefined;
  #hasMarkup = false;
  #hub: HubStore | undefined;
  #fault: DeveloperFault | undefined;

  /** Reads everything again. */
  async refresh(): Promise<void> {
    await this.#hub?.refresh();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#onChildren();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const session = this.#sessions.resolve(true);
    const hub = session.status === 'open' ? session.store : undefined;
    if (hub !== this.#hub || changed.has('locale') || changed.has('theme')) this.#provide(hub);
    this.#watched.watch(hub);
    this.#relay.follow(hub);
    const snapshot = hub?.getSnapshot();
    this.#fault =
      session.status === 'mistaken' ? session.fault : snapshot?.status === 'failed' ? faultOf(snapshot.error) : undefined;
    if (this.#fault === undefined && snapshot?.status === 'failed') this.#faults.sayError(snapshot.error);
    this.states.set(this.#stateNames(snapshot));
  }

  protected override render(): TemplateResult {
    return html`<div class="root" data-words=${this.localize.messages.direction} aria-busy=${this.#isLoading ? 'true' : 'false'}>${this.#content()}${this.#live.render()}</div>
      <slot @slotchange=${this.#onChildren}></slot>`;
  }

  get #isLoading(): boolean {
    return this.#fault === undefined && (this.#hub?.getSnapshot().status ?? 'loading') === 'loading';
  }

  #content(): TemplateResult | typeof nothing {
    const snapshot = this.#hub?.getSnapshot();
    const late = this.#late.passed(this.#isLoading);
    if (this.#fault !== undefined) return this.#faults.render(this.#fault);
    if (snapshot?.status === 'failed') return loadError(snapshot.error, this.localize, () => void this.refresh());
    if (snapshot?.status === 'ready')
      return html`${this.#lines(snapshot)}${this.#hasMarkup ? nothing : this.#widgets(snapshot.widgets)}`;
    return late && !this.#hasMarkup ? this.#skeletons() : nothing;
  }

  #skeletons(): TemplateResult {
    const skeleton = this.#skeleton.get();
    return html`<div class="visually-hidden" role="status">${this.localize.messages.hub.loading}</div>
      <ul part="grid" aria-hidden="true">${Array.from({ length: lastCount }, () => html`<li>${skeleton?.skeleton()}</li>`)}</ul>`;
  }

  #lines({ live, details }: Extract<HubSnapshot, { status: 'ready' }>): TemplateResult {
    const { hub } = this.localize.messages;
    return html`${details.preview ? html`<p class="status-bar">${icon('info')}${hub.preview(details.environment)}</p>` : nothing}
    ${live === 'paused' ? html`<p part="paused" class="status-bar" role="status">${icon('refresh')}${hub.paused}</p>` : nothing}`;
  }

  #widgets(widgets: readonly Widget[]): TemplateResult {
    lastCount = Math.min(12, Math.max(1, widgets.length));
    const { messages } = this.localize;
    if (widgets.length === 0) {
      return html`<slot name="empty">${this.#empty.get()?.noWidgets(messages)}</slot>`;
    }
    const shown = this.#shown(widgets);
    const listed = sections.map((section) => widgets.filter((widget) => this.#listing.section(widget) === section));
    const drawn = this.#pieces.draw(
      listed
        .flat()
        .map(({ key }) => key)
        .filter((key) => shown.has(key)),
    );
    return html`${toolbar({
      widgets,
      messages,
      search: this.#search,
      filter: this.#listing.filter,
      label: this.#label,
      menu: this.#menu,
      setSearch: (search) => this.#narrow({ search }),
      setFilter: (filter) => this.#narrow({ filter }),
      setLabel: (label) => this.#narrow({ label }),
    })}
    ${shown.size === 0 ? this.#empty.get()?.noMatch(messages, this.#search.trim(), this.#listing.filter, this.#showAll) : nothing} ${sections.map((section, index) => this.#section(section, listed[index] ?? [], shown, drawn))}`;
  }

  /** Cards that do not match are hidden, not taken away: a sign-in or a dialog of theirs goes on. */
  #section(
    section: Section,
    members: readonly Widget[],
    shown: ReadonlySet<string>,
    drawn: ReadonlySet<string>,
  ): TemplateResult | typeof nothing {
    if (members.length === 0) return nothing;
    const count = members.filter(({ key }) => shown.has(key)).length;
    return html`<section part="section" aria-labelledby=${section} ?hidden=${count === 0}>
      <h2 part="section-heading" id=${section}>${this.localize.messages.hub[section]} <span class="count">${count}</span></h2>
      <ul part="grid">
        ${repeat(
          members.filter(({ key }) => drawn.has(key)),
          ({ key }) => key,
          (widget) => html`<li class=${widget.connections.length > 1 ? 'is-wide' : ''} ?hidden=${!shown.has(widget.key)}>
            <integration-widget widget=${widget.key} exportparts=${exportedParts}></integration-widget>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** Keys of those that pass search and filters. */
  #shown(widgets: readonly Widget[]): ReadonlySet<string> {
    const isMatch = matching(this.#search);
    const shown = widgets.filter((widget) => this.#listing.shows(widget) && hasLabel(widget, this.#label) && isMatch(widget));
    return new Set(shown.map(({ key }) => key));
  }

  #narrow(change: { search?: string; filter?: Filter; label?: DataFlowLabel | undefined }): void {
    const widgets = this.#known();
    if (change.search !== undefined) this.#search = change.search;
    if ('label' in change) this.#label = change.label;
    this.#listing.choose(change.filter ?? this.#listing.filter, widgets);
    this.#pieces.show();
    this.requestUpdate();
    this.#live.announce(this.localize.messages.hub.found(this.#shown(widgets).size));
  }

  readonly #showAll = (): void => {
    this.#narrow({ search: '', filter: 'all', label: undefined });
    this.renderRoot.querySelector<HTMLElement>('[part="search"] input')?.focus();
  };

  #known(): readonly Widget[] {
    const snapshot = this.#hub?.getSnapshot();
    return snapshot?.status === 'ready' ? snapshot.widgets : [];
  }

  #stateNames(snapshot: HubSnapshot | undefined): string[] {
    if (this.#fault !== undefined) return ['invalid'];
    if (snapshot?.status !== 'ready') return [snapshot?.status ?? 'loading'];
    return ['ready', ...(snapshot.widgets.length === 0 ? ['empty'] : []), ...(snapshot.live === 'paused' ? ['paused'] : [])];
  }

  readonly #onChildren = (): void => {
    const hasMarkup = [...this.children].some((child) => child.slot === '');
    if (hasMarkup !== this.#hasMarkup) this.requestUpdate();
    this.#hasMarkup = hasMarkup;
  };

  #provide(hub: HubStore | undefined): void {
    if (hub !== this.#hub) {
      this.#listing.reset();
      this.#pieces.reset();
    }
    this.#hub = hub;
    this.#provider.setValue(this.#scope(hub));
  }

  #scope(store: HubStore | undefined): HubScope {
    return {
      store,
      locale: this.locale,
      theme: () => this.#theme.theme,
      announce: (text) => this.#live.announce(text),
      claim: (widget) => this.#claim(widget),
    };
  }

  /** A widget that is on the page speaks for itself, and its event passes the hub. */
  #onFact(fact: HubFact): void {
    if ((this.#claims.get(fact.widget) ?? 0) === 0) this.dispatchEvent(factEvent(fact));
  }

  #claim(widget: string): () => void {
    this.#claims.set(widget, (this.#claims.get(widget) ?? 0) + 1);
    return () => this.#claims.set(widget, (this.#claims.get(widget) ?? 1) - 1);
  }
}

import { ContextConsumer } from '@lit/context';
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Widget } from '../../contract/widget.js';
import type { CardState } from '../../core/connection/card-state.js';
import type { ConnectionStore } from '../../core/connection/connection.js';
import type { IntegrationError } from '../../core/errors.js';
import type { HubFact, HubStore } from '../../core/hub/hub.js';
import { widgetIn } from '../../core/hub/merge.js';
import { factEvent } from '../events/fact-event.js';
import { Later } from '../shared/controllers/later.js';
import { LiveRegion } from '../shared/controllers/live-region.js';
import { StoreController } from '../shared/controllers/store-controller.js';
import { ThemeController } from '../shared/controllers/theme-controller.js';
import { turn } from '../shared/controllers/turns.js';
import { buttonStyles } from '../shared/controls/button.styles.js';
import { lazyMenu } from '../shared/controls/lazy-menu.js';
import { hostStyles } from '../shared/look/host.styles.js';
import { placeholderStyles } from '../shared/look/placeholder.styles.js';
import { loadError } from '../shared/look/placeholders.js';
import { tokenStyles } from '../shared/look/tokens.styles.js';
import { iconStyles } from '../shared/marks/icon.styles.js';
import { logo } from '../shared/marks/image.js';
import { logoStyles } from '../shared/marks/logo.styles.js';
import { type DeveloperFault, FaultView, faultOf } from '../shared/mistakes/developer-fault.js';
import { FactRelay } from '../shared/session/fact-relay.js';
import { hubContext } from '../shared/session/hub-context.js';
import { SessionController } from '../shared/session/session-controller.js';
import { SessionElement } from '../shared/session/session-element.js';
import { Formatter } from '../shared/words/format.js';
import { ActionOverflow } from './action-overflow.js';
import { cardStyles } from './card/card.styles.js';
import { type CardContext, readCard } from './card/card-context.js';
import { CardView } from './card/card-view.js';
import { stateWords } from './card/state-words.js';
import { wireStyles } from './card/wire.styles.js';
import { DialogHost } from './dialog-host.js';
import { FocusKeeper } from './focus-keeper.js';
import { Presses } from './presses.js';
import { stateNames } from './state-names.js';

/**
 * @summary One integration: what it is, how it is, and the buttons that its author gave it. In a hub, or alone.
 * @tag integration-widget
 *
 * @slot - Extra content at the end of the card's body.
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
 * @csspart card - The card.
 * @csspart header - Logo, name, badge, label and menu.
 * @csspart logo - The tile of the logo, or the monogram in its place.
 * @csspart heading - Name and state.
 * @csspart name - The widget's name.
 * @csspart badge - The state in words, with its glyph.
 * @csspart label - The data flow label.
 * @csspart menu-button - Opens the menu of what does not fit.
 * @csspart menu - The menu.
 * @csspart description - The widget's description.
 * @csspart body - Metrics, notice, accounts.
 * @csspart metrics - The figures.
 * @csspart metric - One figure.
 * @csspart sparkline - The course of a figure.
 * @csspart notice - What needs the person.
 * @csspart connections - The accounts of a widget with several.
 * @csspart connection - One account.
 * @csspart wire - The line that carries the state.
 * @csspart progress - The progress of a run, on the wire.
 * @csspart actions - The row of buttons.
 * @csspart action - A button of the author's.
 * @csspart add-connection - The button that adds an account, to a widget that may have several.
 * @csspart reconnect - The button that signs in again.
 * @csspart cancel - The button that cancels a run or a sign-in.
 * @csspart open-link - The link that opens the sign-in where windows are blocked.
 * @csspart history-button - The button that shows the history.
 * @csspart dialog - A dialog over the card.
 * @csspart dialog-header - Logo, title and close button of a dialog.
 * @csspart dialog-title - The title of a dialog.
 * @csspart dialog-body - The content of a dialog, which scrolls.
 * @csspart dialog-footer - The buttons of a dialog.
 * @csspart dependencies - The services to be signed in to, in the connect dialog.
 * @csspart dependency - One of these services.
 * @csspart methods - The choice of how to sign in.
 * @csspart error-summary - The list of what is wrong in a form.
 * @csspart field - A field of a form.
 * @csspart mapping - A field mapping.
 * @csspart group - A row of a repeatable group.
 * @csspart filters - The filters of the history.
 * @csspart sheet - The dialog of the history, at the side.
 * @csspart panel - The content of the history.
 * @csspart steps - The steps of a run.
 * @csspart log - The log of a run.
 * @csspart error - What stands where the widget could not be loaded.
 * @csspart developer-error - A mistake in the markup or the set-up, for the developer.
 *
 * @cssproperty [--integration-color-accent=#0b5d77] - The one accent: filled buttons, links, progress, focus.
 * @cssproperty [--integration-color-surface=#ffffff] - Ground of the card, buttons and dialogs.
 * @cssproperty [--integration-color-success=#176b3c] - What went well.
 * @cssproperty [--integration-color-warning=#855000] - What needs a person.
 * @cssproperty [--integration-color-danger=#b3261e] - What failed, and what erases.
 * @cssproperty [--integration-radius=10px] - The one radius; card, dialogs and controls follow.
 * @cssproperty [--integration-space-unit=4px] - The unit of space; `3px` is compact.
 * @cssproperty [--integration-space-card=20px] - Space inside the card.
 * @cssproperty [--integration-space-control=34px] - Height of buttons; 44px where fingers are likely.
 * @cssproperty [--integration-color-surface-sunken=#f3f6f6] - Ground of what lies deeper, such as a log.
 * @cssproperty [--integration-color-surface-raised=#ffffff] - Ground of menus.
 * @cssproperty [--integration-color-on-accent] - Text on the accent; made from the accent's lightness unless set.
 * @cssproperty [--integration-color-focus] - The focus ring; made from the accent unless set.
 * @cssproperty [--integration-color-scrim] - What lies over the page behind a dialog.
 * @cssproperty [--integration-font-family-mono] - Font family of codes and logs.
 * @cssproperty [--integration-font-weight-medium=500] - Weight of buttons and labels.
 * @cssproperty [--integration-font-weight-strong=600] - Weight of names and titles.
 * @cssproperty [--integration-shadow-card] - The card's shadow.
 * @cssproperty [--integration-shadow-raised] - The shadow of menus.
 * @cssproperty [--integration-shadow-dialog] - The shadow of dialogs.
 * @cssproperty [--integration-motion-fast=120ms] - Duration of small changes, such as a hover.
 * @cssproperty [--integration-motion-base=220ms] - Duration of dialogs and progress.
 * @cssproperty [--integration-motion-slow=1600ms] - One lap of what turns or travels.
 * @cssproperty [--integration-motion-ease] - The easing of all of them.
 *
 * @cssstate loading - The widget is being read.
 * @cssstate invalid - The markup or the set-up has a mistake, or the widget could not be read.
 * @cssstate idle - Not connected.
 * @cssstate saved - Settings are saved, nobody is signed in.
 * @cssstate connecting - A sign-in is under way.
 * @cssstate blocked - The browser blocked the sign-in window.
 * @cssstate needs-setup - Signed in, settings are missing.
 * @cssstate active - Signed in, and set up.
 * @cssstate running - A run is at work.
 * @cssstate failed - The last run failed.
 * @cssstate expired - The sign-in died.
 * @cssstate attention - A setting needs a person, or a sign-in an answer.
 * @cssstate connected - Signed in, whatever else.
 * @cssstate configured - Settings are saved, whatever else.
 */
export class IntegrationWidgetElement extends SessionElement {
  static override properties: PropertyDeclarations = { widget: {}, connection: {} };

  static override styles: CSSResultGroup = [
    tokenStyles,
    hostStyles,
    iconStyles,
    buttonStyles,
    logoStyles,
    placeholderStyles,
    cardStyles,
    wireStyles,
  ];

  /** The widget's key. */
  declare widget: string | undefined;
  /** The connection's key, for a widget with several. Default: all of them. */
  declare connection: string | undefined;

  readonly #scope = new ContextConsumer(this, { context: hubContext, subscribe: true });
  readonly #sessions = new SessionController(this);
  readonly #watched = new StoreController(this);
  readonly #watchedHub = new StoreController(this, () => this.#isNews());
  readonly #relay = new FactRelay(
    this,
    (fact) => this.#onFact(fact),
    () => this.#scope.value?.claim(this.widget ?? ''),
  );
  readonly #overflow = new ActionOverflow(this);
  readonly #theme = new ThemeController(this, { scope: () => this.#scope.value });
  readonly #themeOf = () => this.#theme.theme;
  readonly #late = new Later(this, 200);
  readonly #live = new LiveRegion(this);
  readonly #faults = new FaultView(this);
  readonly #view = new CardView(this);
  readonly #menu = lazyMenu(this);
  readonly #dialogs = new DialogHost(this, {
    locale: () => this.localize.locale,
    announce: (text) => this.#announce(text),
    perform: (store, action) => this.#presses.press(store, action),
  });
  readonly #presses = new Presses(this, this.#dialogs);
  #hub: HubStore | undefined;
  /** What of the hub was drawn. */
  #drawn: readonly unknown[] = [];
  #stores: readonly ConnectionStore[] = [];
  /** What is drawn: a connection, or each of several; and the state of them all. */
  #cards: readonly CardContext[] = [];
  #state: CardState | undefined;
  #fault: DeveloperFault | undefined;
  /** The connection that was there to be drawn. */
  #seen: string | undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #spoken: string | undefined;

  constructor() {
    super();
    new FocusKeeper(this);
  }

  /** Presses the first button that connects, or Reconnect. Call it within a click, or the browser blocks the sign-in window. */
  connect(): void {
    this.#presses.connect(this.#stores[0]);
  }

  /** Opens the settings. */
  configure(): void {
    this.#presses.first(this.#stores[0], ['configuration'], 'configure()');
  }

  /** Presses the button of an action. @param action its key */
  run(action: string): void {
    this.#presses.named(this.#stores[0], action);
  }

  /** Reads everything again. */
  async refresh(): Promise<void> {
    await this.#hub?.refresh();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // "4 min. ago" grows older. What nobody has begun with tells no time.
    this.#ticker = setInterval(() => {
      if (this.#cards.some(({ state: { state } }) => state !== 'idle')) this.requestUpdate();
    }, 60_000);
    this.addEventListener('pointerenter', this.#dialogs.preload, { once: true });
    this.addEventListener('focusin', this.#dialogs.preload, { once: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticker);
    // The next place may have no hub around it, and then nobody answers.
    this.#scope.value = undefined;
  }

  /** Not what somebody points at or works with: that is drawn at once. */
  protected override async scheduleUpdate(): Promise<void> {
    const later = this.matches(':is(:hover, :focus-within)') ? undefined : turn();
    if (later !== undefined) await later;
    await super.scheduleUpdate();
  }

  protected override inheritedLocale(): string | undefined {
    return this.locale ?? this.#scope?.value?.locale;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const scope = this.tenant === undefined && this.store === undefined ? this.#scope.value : undefined;
    const session = this.#sessions.resolve(scope === undefined);
    const hub = session.status === 'open' ? session.store : scope?.store;
    if (hub !== this.#hub || changed.has('widget')) this.#spoken = undefined;
    this.#hub = hub;
    this.#relay.follow(this.widget ? hub : undefined, this.widget);
    const { widget = '' } = this;
    const keys = this.connection === undefined ? this.#definition?.connections.map(({ key }) => key) : [this.connection];
    this.#stores = hub === undefined || widget === '' ? [] : (keys ?? []).map((key) => hub.connection(widget, key));
    this.#watched.watch(...this.#stores);
    this.#watchedHub.watch(hub);
    this.#drawn = this.#read();
    this.#fault = session.status === 'mistaken' ? session.fault : this.#findFault(scope !== undefined);
    if (this.#fault === undefined && scope === undefined) this.#faults.sayError(this.#failure);
    this.#dialogs.showMessages(this.#stores);
    this.#readCards();
    this.states.set(stateNames(this.#cards, this.#fault !== undefined || this.#failure !== undefined));
  }

  protected override render(): TemplateResult {
    return html`<div class="root" data-words=${this.localize.messages.direction} aria-busy=${this.#isLoading ? 'true' : 'false'}>
      ${this.#content()}${this.#dialogs.render(this.#themeOf, this.#cards[0]?.readOnly)}${this.#scope.value === undefined ? this.#live.render() : nothing}
    </div>`;
  }

  protected override updated(): void {
    const [first] = this.#cards;
    if (first === undefined || this.#state === undefined) return;
    const { messages, snapshot } = first;
    const words = messages.announce.state(snapshot.widget.name, stateWords(this.#state, messages));
    if (this.#spoken !== undefined && this.#spoken !== words) this.#announce(words);
    this.#spoken = words;
  }

  get #failure(): IntegrationError | undefined {
    const snapshot = this.#hub?.getSnapshot();
    return snapshot?.status === 'failed' ? snapshot.error : undefined;
  }

  get #definition(): Widget | undefined {
    const snapshot = this.#hub?.getSnapshot();
    return snapshot?.status === 'ready' ? widgetIn(snapshot.widgets, this.widget ?? '') : undefined;
  }

  get #isLoading(): boolean {
    return this.#fault === undefined && this.#failure === undefined && this.#definition === undefined;
  }

  /** What of the hub's snapshot a card shows: what becomes of a thousand others is nothing to it. */
  #read(): readonly unknown[] {
    const snapshot = this.#hub?.getSnapshot();
    if (snapshot?.status !== 'ready') return [snapshot];
    return [snapshot.details, this.#definition ?? snapshot.widgets];
  }

  #isNews(): boolean {
    const now = this.#read();
    return now.length !== this.#drawn.length || now.some((value, index) => value !== this.#drawn[index]);
  }

  #findFault(inHub: boolean): DeveloperFault | undefined {
    const snapshot = this.#hub?.getSnapshot();
    // The hub says its own.
    if (snapshot?.status === 'failed') return inHub ? undefined : faultOf(snapshot.error);
    if (snapshot?.status !== 'ready') return undefined;
    const definition = this.#definition;
    if (definition === undefined)
      return { code: 'widget_not_found', named: { key: this.widget, known: snapshot.widgets.map(({ key }) => key) } };
    const { connection } = this;
    const known = definition.connections.map(({ key }) => key);
    if (connection === undefined || known.includes(connection)) this.#seen = connection;
    // One that was removed leaves nothing behind.
    return connection === this.#seen ? undefined : { code: 'not_found', named: { key: connection, known } };
  }

  #readCards(): void {
    const hub = this.#hub?.getSnapshot();
    const readOnly = hub?.status === 'ready' && hub.details.access === 'view';
    // Of several accounts, none is to blame: the card says it.
    const failure = this.#stores.length > 1 ? undefined : this.#dialogs.failure;
    const around = {
      messages: this.localize.messages,
      format: new Formatter(this.localize.locale),
      errors: () => this.localize.errors,
      readOnly,
      presses: this.#presses,
      menu: this.#menu,
      redraw: () => this.requestUpdate(),
    };
    this.#cards = this.#stores.flatMap((store) => readCard(store, around, this.#overflow, failure));
    this.#state = this.#view.state(this.#cards, this.connection !== undefined);
  }

  #content(): unknown {
    const late = this.#late.passed(this.#isLoading);
    if (this.#fault !== undefined) return this.#faults.render(this.#fault);
    if (this.#failure !== undefined) {
      return this.#scope.value === undefined ? loadError(this.#failure, this.localize, () => void this.refresh()) : nothing;
    }
    const [first] = this.#cards;
    if (first === undefined || this.#state === undefined)
      return late || first !== undefined ? this.#view.skeleton(this.localize.messages.card.loading) : nothing;
    const { widget } = first.snapshot;
    const tile = logo({ name: widget.name, images: widget.images, theme: this.#themeOf }, first.redraw);
    const owner = { widget: widget.key, hub: this.#hub as HubStore, presses: this.#presses, dialogs: this.#dialogs };
    return this.#view.render(this.#cards, this.connection !== undefined, this.#state, tile, owner);
  }

  #announce(text: string): void {
    (this.#scope.value ?? this.#live).announce(text);
  }

  #onFact(fact: HubFact): void {
    if (fact.widget !== this.widget || (this.connection !== undefined && fact.connection !== this.connection)) return;
    this.dispatchEvent(factEvent(fact));
    if (fact.kind === 'configured')
      this.#announce(this.localize.messages.announce.configured(this.#definition?.name ?? fact.widget));
  }
}

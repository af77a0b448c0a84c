import { html, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { Action } from '../../../contract/action.js';
import type { HistoryStore, RunSnapshot } from '../../../core/history/history.js';
import type { Store } from '../../../core/store.js';
import { icon } from '../../shared/marks/all-icons.js';
import { Formatter } from '../../shared/words/format.js';
import { dialogFrame } from '../frame/dialog-frame.js';
import { type DialogProps, DialogView, type ReadyConnection } from '../frame/dialog-view.js';
import { historyCsv } from './history-csv.js';
import { historyList } from './history-list.js';
import { runView } from './run-view.js';

type RunStore = Store<RunSnapshot> & { dispose(): void };

/** More than a person reads, less than a tab can hold. */
const exportLimit = 5000;

/** The history of a connection, as a sheet at the inline end. A run opens in the same sheet. */
class HistorySheet extends DialogView<'history'> {
  #history: HistoryStore | undefined;
  #run: { readonly id: string; readonly store: RunStore } | undefined;
  /** The run that was looked at last: its line gets the focus back. */
  #seen: string | undefined;
  /** The line that was the last one when more were asked for. */
  #last: string | undefined;
  #stopExport: (() => void) | undefined;

  protected override changed(previous: DialogProps<'history'> | undefined): void {
    super.changed(previous);
    const { context, request } = this.props;
    if (this.#history !== undefined && previous?.context.store === context.store && previous.request.run === request.run) return;
    this.#open();
  }

  #open(): void {
    this.#dispose();
    this.#history = this.context.store.history();
    this.watch(this.#history);
    if (this.props.request.run !== undefined) this.#openRun(this.props.request.run);
  }

  #dispose(): void {
    this.#stopExport?.();
    this.#closeRun();
    if (this.#history === undefined) return;
    this.unwatch(this.#history);
    this.#history.dispose();
    this.#history = undefined;
  }

  /** An element that moves in the page is out of it for a moment only. */
  protected override disconnected(): void {
    super.disconnected();
    queueMicrotask(() => {
      if (!this.isConnected) this.#dispose();
    });
  }

  protected override reconnected(): void {
    if (this.#history === undefined) this.#open();
    super.reconnected();
  }

  #openRun(id: string): void {
    if (this.#history === undefined) return;
    const store = this.#history.run(id);
    this.#run = { id, store };
    this.watch(store);
  }

  #closeRun(): void {
    if (this.#run === undefined) return;
    this.unwatch(this.#run.store);
    this.#run.store.dispose();
    this.#run = undefined;
  }

  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { widget } = snapshot;
    const { history } = this.messages;
    const run = this.#run?.store.getSnapshot();
    const back = html`<button type="button" class="button button--quiet button--icon back" aria-label=${history.back} @click=${this.#back}>
      ${icon('chevron_start')}
    </button>`;
    return dialogFrame({
      context: this.context,
      size: 'sheet',
      light: true,
      leave: this.context.close,
      live: this.live,
      fallback: run === undefined ? this.#firstNew() : '.notice[tabindex]',
      start: run === undefined ? this.logoOf(widget) : back,
      title:
        run === undefined ? history.title : html`<bdi>${run.status === 'ready' ? run.run.actionName : history.kind.run}</bdi>`,
      subtitle: html`<bdi>${this.accountOf(snapshot) ?? widget.name}</bdi>`,
      content: run === undefined ? this.#list(snapshot) : this.#details(snapshot, run),
    });
  }

  #list({ widget }: ReadyConnection): unknown {
    if (this.#history === undefined) return undefined;
    return historyList({
      store: this.#history,
      messages: this.messages,
      format: new Formatter(this.context.locale),
      service: widget.name,
      exporting: this.#stopExport !== undefined,
      open: (id) => {
        this.#seen = id;
        this.#openRun(id);
        this.focusLater('dialog[open] [part="dialog-title"]');
      },
      more: () => {
        const snapshot = this.#history?.getSnapshot();
        this.#last = snapshot?.status === 'ready' ? snapshot.entries.at(-1)?.id : undefined;
        this.#history?.more();
      },
      exportAll: this.#exportAll,
    });
  }

  /** The first of the lines that came last. */
  #firstNew(): string | undefined {
    const snapshot = this.#history?.getSnapshot();
    const entries = snapshot?.status === 'ready' ? snapshot.entries : [];
    const first = entries[entries.findIndex(({ id }) => id === this.#last) + 1];
    return first && `[data-entry="${CSS.escape(first.id)}"]`;
  }

  #details(snapshot: ReadyConnection, run: RunSnapshot): TemplateResult {
    return runView({
      snapshot: run,
      messages: this.messages,
      format: new Formatter(this.context.locale),
      service: snapshot.widget.name,
      retry: () => {
        const id = this.#run?.id;
        this.#closeRun();
        if (id !== undefined) this.#openRun(id);
        this.requestUpdate();
      },
      cancel: this.#canCancel(snapshot) ? () => void this.context.store.cancelRun() : undefined,
      actions: this.#actions(snapshot, run),
      live: this.live,
    });
  }

  /** The store cancels the oldest run at work. */
  #canCancel({ connection }: ReadyConnection): boolean {
    return this.context.readOnly !== true && connection.activeRuns[0]?.id === this.#run?.id;
  }

  /** The settings and the run's own action, as far as they can be pressed now. */
  #actions({ widget }: ReadyConnection, run: RunSnapshot): readonly { readonly label: string; readonly press: () => void }[] {
    if (this.context.readOnly === true || run.status !== 'ready') return [];
    if (run.run.status === 'running' || run.run.status === 'queued') return [];
    const { close, performAction, store } = this.context;
    const isNext = ({ key, type }: Action) => type === 'configuration' || key === run.run.action;
    return widget.actions
      .filter((action) => isNext(action) && store.plan(action.key).kind !== 'unavailable')
      .map(({ key, name }) => ({
        label: name,
        press() {
          close();
          performAction(key);
        },
      }));
  }

  readonly #back = (): void => {
    this.#closeRun();
    const line = this.#seen === undefined ? undefined : `dialog[open] [data-run="${CSS.escape(this.#seen)}"]`;
    this.focusLater(line ?? 'dialog[open] [part="dialog-title"]');
  };

  /** Loads what is left, page by page, then hands the file over. */
  readonly #exportAll = (): void => {
    const history = this.#history;
    if (history === undefined || this.#stopExport !== undefined) return;
    let loaded = -1;
    const step = () => {
      const snapshot = history.getSnapshot();
      // A page that did not come is not asked for for ever.
      if (snapshot.status !== 'ready' || (snapshot.more === 'available' && snapshot.entries.length === loaded))
        this.#stopExport?.();
      else if (snapshot.more === 'available' && snapshot.entries.length < exportLimit) {
        loaded = snapshot.entries.length;
        history.more();
      } else if (snapshot.more !== 'loading') {
        this.#stopExport?.();
        this.#download(historyCsv(snapshot.entries, this.messages));
      }
    };
    const unsubscribe = history.subscribe(step);
    this.#stopExport = () => {
      unsubscribe();
      this.#stopExport = undefined;
      this.requestUpdate();
    };
    step();
    this.requestUpdate();
  };

  #download(text: string): void {
    const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${this.messages.history.title}.csv`;
    link.click();
    URL.revokeObjectURL(url);
    this.live.announce(this.messages.history.exported);
  }
}

export const historySheet = directive(HistorySheet);

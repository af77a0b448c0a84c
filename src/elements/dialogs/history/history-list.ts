import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HistoryEntry } from '../../../contract/history.js';
import type { HistoryFilter, HistorySnapshot, HistoryStore } from '../../../core/history/history.js';
import type { Messages } from '../../../localization/messages.js';
import { errorWords } from '../../shared/words/error-words.js';
import { clockTime, dayOf, duration, inFull } from '../../shared/words/figures.js';
import type { Formatter } from '../../shared/words/format.js';
import { byDay, entryTitle, outcomeGlyph, outcomeSign } from './history-view.js';

const filters: readonly HistoryFilter[] = ['all', 'succeeded', 'failed', 'cancelled'];

export interface HistoryListView {
  readonly store: HistoryStore;
  readonly messages: Messages;
  readonly format: Formatter;
  readonly service: string;
  readonly exporting: boolean;
  readonly open: (run: string) => void;
  readonly more: () => void;
  readonly exportAll: () => void;
}

function filterBar({ store, messages: { history } }: HistoryListView, chosen: HistoryFilter): TemplateResult {
  return html`<div part="filters" class="panel-filters" role="group" aria-label=${history.filters}>
    ${filters.map(
      (filter) => html`<button
        type="button"
        class="panel-filter"
        aria-pressed=${filter === chosen ? 'true' : 'false'}
        @click=${() => filter !== chosen && store.filter(filter)}
      >
        ${history.filter[filter]}
      </button>`,
    )}
  </div>`;
}

function entryContent({ messages, format }: HistoryListView, entry: HistoryEntry): TemplateResult {
  const took = entry.duration === undefined ? undefined : duration(format, entry.duration);
  const who = entry.who ?? (entry.kind === 'run' ? messages.history.schedule : undefined);
  const detail = [who, took].filter((part) => part !== undefined).join(', ');
  return html`
    ${outcomeGlyph(messages, entry.outcome)}
    <span>
      <span class="what"><bdi>${entryTitle(messages, entry)}</bdi></span>
      ${entry.message ? html`<span class="message"><bdi>${entry.message}</bdi></span>` : nothing}
    </span>
    <span class="when">
      <time datetime=${entry.at} title=${inFull(format, entry.at)}>${clockTime(format, entry.at)}</time>
      ${detail ? html`<span class="by"><bdi>${detail}</bdi></span>` : nothing}
    </span>
  `;
}

function entryRow(view: HistoryListView, entry: HistoryEntry): TemplateResult {
  const { run } = entry;
  const classes = `run tone-${outcomeSign(entry.outcome).tone}`;
  const content = entryContent(view, entry);
  return run === undefined
    ? html`<li><div class=${classes} data-entry=${entry.id} tabindex="-1">${content}</div></li>`
    : html`<li><button type="button" class="${classes} run--open" data-entry=${entry.id} data-run=${run} @click=${() => view.open(run)}>${content}</button></li>`;
}

function nothingYet({ messages: { history } }: HistoryListView, filter: HistoryFilter): TemplateResult {
  return html`<div class="panel-empty">
    <h3>${filter === 'all' ? history.emptyTitle : history.noneOfFilter}</h3>
    ${filter === 'all' ? html`<p>${history.emptyText}</p>` : nothing}
  </div>`;
}

function days(view: HistoryListView, entries: readonly HistoryEntry[]): unknown {
  const groups = byDay(entries, view.messages, (instant) => dayOf(view.format, instant));
  return repeat(
    groups,
    ({ key }) => key,
    (day) => html`<section class="day-group">
      <h3 class="day">${day.label}</h3>
      <ul class="runs" role="list">
        ${repeat(
          day.entries,
          ({ id }) => id,
          (entry) => entryRow(view, entry),
        )}
      </ul>
    </section>`,
  );
}

function bones(label: string): TemplateResult {
  const bone = html`<span class="panel-bone"></span>`;
  return html`<div class="panel-bones"><span class="visually-hidden" role="status">${label}</span>${[bone, bone, bone, bone, bone]}</div>`;
}

function content(view: HistoryListView, snapshot: HistorySnapshot): unknown {
  const { messages, store, service } = view;
  if (snapshot.status === 'loading') return bones(messages.dialog.loading);
  if (snapshot.status === 'failed') {
    const words = errorWords(messages, snapshot.error, service);
    return html`<div class="panel-empty" role="alert">
      <h3>${messages.dialog.loadFailed}</h3>
      <p>${words.title}. ${words.text}</p>
      <button type="button" class="button" @click=${() => store.retry()}>${messages.hub.tryAgain}</button>
    </div>`;
  }
  return snapshot.entries.length === 0 ? nothingYet(view, snapshot.filter) : days(view, snapshot.entries);
}

function footer(view: HistoryListView, snapshot: HistorySnapshot): unknown {
  if (snapshot.status !== 'ready' || snapshot.entries.length === 0) return nothing;
  const { messages, exporting } = view;
  const loads = snapshot.more === 'loading';
  return html`<div part="dialog-footer">
    <p class="hint numeric">${messages.history.shown(snapshot.entries.length, snapshot.total)}</p>
    <button type="button" class="button button--quiet push" aria-disabled=${exporting ? 'true' : nothing} @click=${view.exportAll}>
      ${messages.history.export}
    </button>
    ${
      snapshot.more === 'none'
        ? nothing
        : html`<button type="button" class="button" aria-disabled=${loads ? 'true' : nothing} @click=${view.more}>
            ${messages.history.more}
          </button>`
    }
  </div>`;
}

/** Newest first, by day; what arrives while it is open enters at the top. */
export function historyList(view: HistoryListView): TemplateResult {
  const snapshot = view.store.getSnapshot();
  return html`
    ${filterBar(view, snapshot.filter)}
    <div part="panel" class="panel-list" aria-busy=${snapshot.status === 'loading' ? 'true' : 'false'}>${content(view, snapshot)}</div>
    ${footer(view, snapshot)}
  `;
}

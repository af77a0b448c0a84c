import { html, nothing, type TemplateResult } from 'lit';
import type { RunDetails, RunStep } from '../../../contract/run.js';
import type { RunSnapshot } from '../../../core/history/history.js';
import type { Messages } from '../../../localization/messages.js';
import type { LiveRegion } from '../../shared/controllers/live-region.js';
import { glyph } from '../../shared/marks/glyph.js';
import { codeWords, errorWords } from '../../shared/words/error-words.js';
import { duration as formatDuration, inFull, moment, second } from '../../shared/words/figures.js';
import type { Formatter } from '../../shared/words/format.js';
import { copyButton } from '../frame/copy-button.js';
import { logText, outcomeGlyph, outcomeSign, runDuration } from './history-view.js';

export interface RunView {
  readonly snapshot: RunSnapshot;
  readonly messages: Messages;
  readonly format: Formatter;
  readonly service: string;
  readonly retry: () => void;
  /** Absent where this run cannot be cancelled from here. */
  readonly cancel: (() => void) | undefined;
  /** What can be done next: the run's own action and the settings. */
  readonly actions: readonly { readonly label: string; readonly press: () => void }[];
  readonly live: LiveRegion;
}

/** What came of the run: the flow's words, else those of the error's code. */
function outcome({ messages, service }: RunView, run: RunDetails): unknown {
  const { tone } = outcomeSign(run.status);
  const words = run.status === 'failed' ? codeWords(messages, run.error?.code ?? 'flow_failed', service) : undefined;
  const title = run.userMessageHeader || words?.title;
  const text = run.userMessage || run.error?.message || words?.text;
  if (title === undefined && text === undefined) return nothing;
  return html`<div part="notice" class="notice tone-${tone}">
    ${outcomeGlyph(messages, run.status)}
    ${title === undefined ? nothing : html`<p><strong><bdi>${title}</bdi></strong></p>`}
    ${text === undefined ? nothing : html`<p class="message-text"><bdi>${text}</bdi></p>`}
  </div>`;
}

function progress({ messages: { card }, format, cancel }: RunView, run: RunDetails): unknown {
  if (run.status !== 'running' && run.status !== 'queued') return nothing;
  const { done, total, text } = run.progress ?? { done: 0 };
  const amount = total === undefined ? undefined : card.progress(format.number(done), format.number(total));
  const share = total === undefined || total <= 0 ? undefined : done / total;
  const words =
    run.cancelling === true
      ? card.cancelling
      : (text ?? (run.status === 'queued' ? card.waiting : card.runningNamed(run.actionName)));
  return html`<div part="notice" class="notice tone-accent" tabindex="-1">
    ${glyph('share', share)}
    <p><strong><bdi>${words}</bdi></strong></p>
    ${amount === undefined ? nothing : html`<p class="numeric">${amount}</p>`}
    ${run.cancelling === true || cancel === undefined ? nothing : html`<p class="links"><button type="button" class="link" @click=${cancel}>${card.cancelRun}</button></p>`}
  </div>`;
}

function facts({ messages: { history }, format }: RunView, run: RunDetails): TemplateResult {
  const started = run.startedAt ?? run.createdAt;
  const took = runDuration(run);
  return html`<dl class="facts">
    <div><dt>${history.startedAt}</dt><dd><time datetime=${started} title=${inFull(format, started)}>${moment(format, started)}</time></dd></div>
    ${took === undefined || run.finishedAt === undefined ? nothing : html`<div><dt>${history.took}</dt><dd>${formatDuration(format, took)}</dd></div>`}
    <div><dt>${history.startedBy}</dt><dd><bdi>${run.startedBy ?? history.schedule}</bdi></dd></div>
  </dl>`;
}

function step({ messages, format }: RunView, { name, status, detail, duration }: RunStep, isOver: boolean): TemplateResult {
  const known = status === 'running' && isOver ? 'cancelled' : status;
  const { tone } = outcomeSign(known);
  const isPending = !['running', 'succeeded', 'failed', 'cancelled'].includes(known);
  const wire = isPending ? 'is-pending' : known === 'succeeded' ? '' : 'is-broken';
  const took =
    duration === undefined ? (isPending && isOver ? messages.history.notReached : undefined) : formatDuration(format, duration);
  return html`<li class="tone-${tone} ${wire}">
    ${outcomeGlyph(messages, known)}<span><bdi>${name}</bdi></span>
    ${took === undefined ? html`<span></span>` : html`<span class="took">${took}</span>`}
    ${detail ? html`<p class=${known === 'failed' ? 'step-detail is-tone' : 'step-detail'}><bdi>${detail}</bdi></p>` : nothing}
  </li>`;
}

function steps(view: RunView, run: RunDetails): unknown {
  if (run.steps.length === 0) return nothing;
  const isOver = run.status !== 'running' && run.status !== 'queued';
  return html`<section class="run-part">
    <h3 class="subhead">${view.messages.history.steps}</h3>
    <ol class="timeline" part="steps" role="list">${run.steps.map((one) => step(view, one, isOver))}</ol>
  </section>`;
}

function log(view: RunView, run: RunDetails): unknown {
  if (run.log.length === 0) return nothing;
  const { messages, live } = view;
  const { history } = messages;
  const id = 'integration-log';
  return html`<section class="run-part">
    <div class="subhead"><h3>${history.log}</h3>${copyButton({ text: logText(run), shownIn: id, classes: 'link', messages, live })}</div>
    <div part="log" class="log" id=${id} dir="ltr" tabindex="0" role="region" aria-label=${history.log}>
      ${run.log.map(
        ({ at, level, text }) => html`<time class="at" datetime=${at}>${second(view.format, at)}</time
          ><span class=${level === 'error' ? 'level is-error' : 'level'}>${level}</span><span class="line">${text}</span>`,
      )}
    </div>
  </section>`;
}

/** One run: what came of it, its steps along the wire, its log. */
export function runView(view: RunView): TemplateResult {
  const { snapshot, messages, service } = view;
  if (snapshot.status === 'loading') {
    return html`<div part="dialog-body" aria-busy="true"><span class="visually-hidden" role="status">${messages.dialog.loading}</span><span class="panel-bone"></span><span class="panel-bone"></span></div>`;
  }
  if (snapshot.status === 'failed') {
    const words = errorWords(messages, snapshot.error, service);
    return html`<div part="dialog-body"><div class="panel-empty" role="alert">
      <h3>${messages.dialog.loadFailed}</h3>
      <p>${words.title}. ${words.text}</p>
      <button type="button" class="button" @click=${view.retry}>${messages.hub.tryAgain}</button>
    </div></div>`;
  }
  const { run } = snapshot;
  return html`
    <div part="dialog-body">
      ${outcome(view, run)}${progress(view, run)}${facts(view, run)}${steps(view, run)}${log(view, run)}
      <p class="hint">${supportLine(messages, run.id)}</p>
    </div>
    ${
      view.actions.length === 0
        ? nothing
        : html`<div part="dialog-footer">
            ${view.actions.map(({ label, press }) => html`<button type="button" class="button" @click=${press}><bdi>${label}</bdi></button>`)}
          </div>`
    }
  `;
}

/** The id in type of its own, so that it can be read out. */
function supportLine({ history }: Messages, id: string): unknown {
  const [before = '', after = ''] = history.giveToSupport(id).split(id);
  return html`${before}<bdi class="code">${id}</bdi>${after}`;
}

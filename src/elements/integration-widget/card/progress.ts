import { html, nothing, type TemplateResult } from 'lit';
import type { CardContext } from './card-context.js';

/** What a run says that is at work. */
export function progressText({ state, messages: { card }, format }: CardContext): TemplateResult {
  const { run } = state;
  const progress = run?.progress;
  const words = progress?.text ?? (run === undefined ? card.state.running : card.runningNamed(run.actionName));
  return html`<p class="progress-text" id="progress">
    <strong><bdi .textContent=${words}></bdi></strong>
    ${
      progress?.total === undefined
        ? nothing
        : html`<span class="aside numeric" .textContent=${card.progress(format.number(progress.done), format.number(progress.total))}></span>`
    }
  </p>`;
}

/** How far it is, on the wire. */
export function progressBar({ state }: CardContext): TemplateResult | typeof nothing {
  if (state.wire !== 'filled') return nothing;
  const { done = 0, total } = state.run?.progress ?? {};
  return html`<progress
    part="progress"
    value=${total === undefined ? nothing : done}
    max=${total ?? nothing}
    aria-labelledby="progress"
  ></progress>`;
}

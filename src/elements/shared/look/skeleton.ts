import { html, type TemplateResult } from 'lit';
import { skeletonStyles } from './skeleton.styles.js';

export const styles = [skeletonStyles];

/** As high as a card, so that nothing jumps. */
export const skeleton = (): TemplateResult => html`<div class="skeleton" aria-hidden="true">
  <div class="skeleton-header">
    <span class="bone bone--logo"></span>
    <span class="bones"><span class="bone bone--line bone--60"></span><span class="bone bone--line bone--40"></span></span>
  </div>
  <div class="skeleton-body bones"><span class="bone bone--line"></span><span class="bone bone--line bone--80"></span></div>
  <div class="skeleton-wire"></div>
  <div class="skeleton-actions"><span class="bone bone--button"></span></div>
</div>`;

import { html, type TemplateResult } from 'lit';
import type { Glyph } from '../../../core/connection/card-state.js';

/** Each a template of its own: every card has one, and one in another takes twice as long. Two halves: first = signed in, second = configured. A closed shape rests; an open or cut one waits for somebody. */
const shapes = {
  ring: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><circle class="ring" cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2.31"/></svg>`,
  second_half: html`<svg class="glyph glyph--halves" viewBox="0 0 16 16" aria-hidden="true"><circle class="ring" cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2.31"/><path d="M8 4a4 4 0 0 1 0 8z"/></svg>`,
  first_half: html`<svg class="glyph glyph--halves" viewBox="0 0 16 16" aria-hidden="true"><circle class="ring" cx="8" cy="8" r="6.25"/><path d="M8 4a4 4 0 0 0 0 8z"/></svg>`,
  arc: html`<svg class="glyph glyph--turning" viewBox="0 0 16 16" aria-hidden="true"><circle class="track" cx="8" cy="8" r="6.25"/><path class="arc" d="M8 1.75A6.25 6.25 0 0 1 14.25 8"/></svg>`,
  disc: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7"/><path class="mark" d="m5 8.25 2.1 2.1 4-4.6"/></svg>`,
  octagon: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/><path class="mark" d="M8 4.5v4.25M8 11.25h.01"/></svg>`,
  cut_ring: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path class="ring" d="M10.5 2.3a6.25 6.25 0 0 1 3.6 4.2M14.2 9a6.25 6.25 0 1 1-6.7-7.2"/><path class="ring" d="M8 5v3.25M8 10.75h.01"/></svg>`,
  triangle: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1.25 15.25 14H.75z" stroke="currentColor" stroke-width="1" stroke-linejoin="round"/><path class="mark" d="M8 6v3.5M8 11.75h.01"/></svg>`,
  minus: html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><circle class="ring" cx="8" cy="8" r="6.25"/><path class="ring" d="M5.25 8h5.5"/></svg>`,
} as const satisfies Record<Exclude<Glyph, 'share'> | 'minus', TemplateResult>;

/** The states of a card, and one that only lists have: `minus` (cancelled). */
export type GlyphName = Glyph | 'minus';

const part = (share: number): TemplateResult => html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
  <circle class="track" cx="8" cy="8" r="6.25"/>
  <path class="arc" pathLength="100" stroke-dasharray="${Math.round(Math.min(1, Math.max(0, share)) * 100)} 100"
    d="M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5"/>
</svg>`;

/** @param share what a `share` shows: 0 to 1; `undefined` where the total is not known, and the arc turns */
export const glyph = (name: GlyphName, share?: number): TemplateResult =>
  name !== 'share' ? shapes[name] : share === undefined ? shapes.arc : part(share);

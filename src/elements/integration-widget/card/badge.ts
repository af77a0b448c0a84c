import { html, type TemplateResult } from 'lit';
import type { CardState } from '../../../core/connection/card-state.js';
import type { CardMessages } from '../../../localization/messages.js';
import { glyph } from '../../shared/marks/glyph.js';

/** The words of a state: the author's label where there is one. */
export function stateWords(state: CardState, messages: CardMessages): string {
  return state.label ?? messages.card.state[state.state];
}

/** Shape, words and tone of a state: never colour alone. */
export function badge(state: CardState, messages: CardMessages): TemplateResult {
  return html`<span part="badge" class="badge tone-${state.tone}">${glyph(state.glyph, state.share)}<bdi>${stateWords(state, messages)}</bdi></span>`;
}

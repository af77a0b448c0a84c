import type { CardState } from '../../../core/connection/card-state.js';
import type { CardMessages } from '../../../localization/messages.js';

/** The words of a state: the author's label where there is one. */
export const stateWords = (state: CardState, messages: CardMessages): string => state.label ?? messages.card.state[state.state];

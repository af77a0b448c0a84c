import { createContext } from '@lit/context';
import type { HubStore } from '../../../core/hub/hub.js';

/** What a hub gives to the widgets in it, at any depth. */
export interface HubScope {
  /** `undefined` until the hub knows what to ask, or when it cannot. */
  readonly store: HubStore | undefined;
  readonly locale: string | undefined;
  /** How the hub is drawn; absent in copies of an earlier version. */
  theme?(): 'light' | 'dark';
  /** Speaks a sentence from the hub's polite region. */
  announce(text: string): void;
  /** Says that an element stands for this widget and fires its events; the hub fires those of the others. Answers the way out. */
  claim(widget: string): () => void;
}

/** The same context for every copy of the library on a page. */
export const hubContext = createContext<HubScope | undefined>(Symbol.for('integration-hub/1/scope'));

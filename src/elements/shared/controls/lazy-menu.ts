import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { LazyPart } from '../controllers/lazy-part.js';
import type { MenuOptions } from './menu.js';

/** Draws menus once there is something else to be seen: their button stands there before, and opens nothing for a moment. */
export function lazyMenu(host: ReactiveControllerHost & HTMLElement): (options: MenuOptions) => TemplateResult | typeof nothing {
  const part = new LazyPart(host, () => import('./menu.js'));
  return (options) => part.soon()?.menu(options) ?? nothing;
}

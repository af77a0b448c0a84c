import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { LazyPart } from '../controllers/lazy-part.js';
import type { MenuOptions } from './menu.js';

/** Draws menus once there is something else to be seen. Their button stands there before; one that is pressed by then opens its menu when it comes. */
export function lazyMenu(host: ReactiveControllerHost & HTMLElement): (options: MenuOptions) => TemplateResult | typeof nothing {
  const part = new LazyPart(host, () => import('./menu.js'));
  let pressed: HTMLElement | undefined;
  host.addEventListener('click', (event) => {
    const button = (event.composedPath()[0] as Element).closest<HTMLButtonElement>('[popovertarget]');
    if (button?.popoverTargetElement !== null || button.getRootNode() !== host.shadowRoot) return;
    pressed = button;
    part.get();
  });
  return (options) => {
    const drawn = part.soon()?.menu(options);
    const button = pressed;
    if (drawn !== undefined && button !== undefined) {
      pressed = undefined;
      void host.updateComplete.then(() => button.click());
    }
    return drawn ?? nothing;
  };
}

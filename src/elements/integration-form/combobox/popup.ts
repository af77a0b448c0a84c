import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** Whether a list can float at its control in the top layer. Elsewhere it stands in the flow, below the control. */
export const floats = (): boolean => CSS.supports('position-area: block-end') && CSS.supports('anchor-scope: all');

class PopupDirective extends Directive {
  override render(): unknown {
    return noChange;
  }

  override update({ element }: ElementPart): unknown {
    queueMicrotask(() => {
      if (
        element.isConnected &&
        element instanceof HTMLElement &&
        element.popover !== null &&
        !element.matches(':popover-open')
      ) {
        element.showPopover();
      }
    });
    return noChange;
  }
}

/** Shows a `popover` as soon as it stands in the document; taking it out of the template hides it. */
export const popup = directive(PopupDirective);

import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

class TypedValueDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('typedValue stands on an element.');
  }

  override render(_value: string, _isShown: (shown: string) => boolean): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [value, isShown]: [string, (shown: string) => boolean]): unknown {
    const control = element as HTMLInputElement | HTMLTextAreaElement;
    if (control.value !== value && !isShown(control.value)) control.value = value;
    return noChange;
  }
}

/**
 * Writes a value into a control, unless the control already shows it in the person's own spelling: writing would move the caret and
 * turn `1.` into `1` under their hands.
 */
export const typedValue = directive(TypedValueDirective);

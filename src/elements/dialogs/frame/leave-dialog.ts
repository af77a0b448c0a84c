import { html, type TemplateResult } from 'lit';
import { dialogFrame } from './dialog-frame.js';
import type { DialogContext } from './dialog-request.js';

/** "Leave without saving?", over a dialog in which something was typed. */
export function leaveDialog(
  context: DialogContext,
  { stay, leave }: { readonly stay: () => void; readonly leave: () => void },
): TemplateResult {
  const { form } = context.messages;
  return dialogFrame({
    context,
    id: 'integration-leave',
    size: 'small',
    alert: true,
    closable: false,
    leave: stay,
    focus: '[data-stay]',
    title: form.leaveTitle,
    describedBy: 'integration-leave-body',
    content: html`
      <div part="dialog-body" id="integration-leave-body"><p>${form.leaveText}</p></div>
      <div part="dialog-footer">
        <button type="button" class="button push" @click=${leave}>${form.leave}</button>
        <button type="button" class="button button--primary" data-stay @click=${stay}>${form.keepEditing}</button>
      </div>
    `,
  });
}

import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { directive } from 'lit/directive.js';
import { keyed } from 'lit/directives/keyed.js';
import { ViewDirective } from '../shared/controllers/view-directive.js';
import { configurationDialog } from './configuration-dialog.js';
import { confirmDialog } from './disconnect/confirm-dialog.js';
import { removeDialog } from './disconnect/remove-dialog.js';
import type { DialogContext, DialogRequest } from './frame/dialog-request.js';
import { historySheet } from './history/history-sheet.js';
import { messageDialog } from './message-dialog.js';
import { renameDialog } from './rename-dialog.js';
import { connectDialog } from './sign-in/connect-dialog.js';

export { dialogLayerStyles as dialogStyles } from './dialog-layer.styles.js';
export type { DialogContext, DialogRequest } from './frame/dialog-request.js';

interface LayerProps {
  readonly request: DialogRequest;
  readonly context: DialogContext;
}

/** Whether two requests ask for the same, whoever made the objects. */
function isSame(one: DialogRequest, other: DialogRequest | undefined): boolean {
  const [before, after] = [Object.entries(one), Object.entries(other ?? {})];
  return before.length === after.length && before.every(([key, value]) => Reflect.get(other ?? {}, key) === value);
}

/** The dialog that was asked for, or the one that it led to: a message leads to its run. */
class DialogLayer extends ViewDirective<LayerProps> {
  #next: DialogRequest | undefined;

  protected override changed(previous: LayerProps | undefined): void {
    if (!isSame(this.props.request, previous?.request)) this.#next = undefined;
  }

  protected override view(): unknown {
    const request = this.#next ?? this.props.request;
    return keyed(request.kind, this.#dialog(request, this.#context()));
  }

  /** A message is dismissed once what it led to is closed. */
  #context(): DialogContext {
    const { context, request } = this.props;
    if (request.kind !== 'message' || this.#next === undefined) return context;
    const close = () => {
      context.store.dismissMessage();
      context.close();
    };
    return { ...context, close };
  }

  #dialog(request: DialogRequest, context: DialogContext): unknown {
    const show = (next: DialogRequest) => {
      this.#next = next;
      this.requestUpdate();
    };
    switch (request.kind) {
      case 'confirm':
        return confirmDialog({ request, context, show });
      case 'rename':
        return renameDialog({ request, context, show });
      case 'remove':
        return removeDialog({ request, context, show });
      case 'message':
        return messageDialog({ request, context, show });
      case 'connect':
        return connectDialog({ request, context, show });
      case 'configuration':
        return configurationDialog({ request, context, show });
      case 'history':
        return historySheet({ request, context, show });
    }
  }
}
const dialogLayer = directive(DialogLayer);

/**
 * The dialog of a card, as a modal `<dialog>` in the card's own shadow root. Keep the same request object for as long as it is open;
 * `context.close()` asks to take it out of the template.
 */
export const renderDialog = (request: DialogRequest, context: DialogContext): TemplateResult =>
  html`${dialogLayer({ request, context })}`;

import { html, nothing, type TemplateResult } from 'lit';
import type { ShownImage } from '../../../contract/image.js';
import type { ConnectionSnapshot } from '../../../core/connection/connection.js';
import type { Messages } from '../../../localization/messages.js';
import { LiveRegion } from '../../shared/controllers/live-region.js';
import { ViewDirective } from '../../shared/controllers/view-directive.js';
import { logo } from '../../shared/marks/image.js';
import { accountName } from '../../shared/words/account-name.js';
import type { DialogContext, DialogRequest } from './dialog-request.js';

export type ReadyConnection = Extract<ConnectionSnapshot, { status: 'ready' }>;

export interface DialogProps<Kind extends DialogRequest['kind']> {
  readonly request: Extract<DialogRequest, { readonly kind: Kind }>;
  readonly context: DialogContext;
  /** Puts another dialog in the place of this one. */
  readonly show: (request: DialogRequest) => void;
}

/** A dialog over one connection. It goes when the connection does. */
export abstract class DialogView<Kind extends DialogRequest['kind']> extends ViewDirective<DialogProps<Kind>> {
  /** Speaks while the dialog is open; `context.announce` is heard once it is closed. */
  protected readonly live = new LiveRegion({ requestUpdate: () => this.requestUpdate() });

  protected get context(): DialogContext {
    return this.props.context;
  }

  protected get messages(): Messages {
    return this.props.context.messages;
  }

  protected override changed(previous: DialogProps<Kind> | undefined): void {
    const { store } = this.props.context;
    if (previous !== undefined && previous.context.store !== store) this.unwatch(previous.context.store);
    this.watch(store);
  }

  protected override view(): unknown {
    const snapshot = this.props.context.store.getSnapshot();
    if (snapshot.status === 'ready') return this.dialog(snapshot);
    queueMicrotask(this.props.context.close);
    return nothing;
  }

  /** The account that the dialog is about, where the widget has several. */
  protected accountOf({ widget, connection }: ReadyConnection): string | undefined {
    return widget.connections.length > 1 ? accountName(widget, connection, this.messages.account) : undefined;
  }

  /** What the author says of the button that was pressed, where one was. */
  protected contentOf({ widget }: ReadyConnection): string | undefined {
    const request: DialogRequest = this.props.request;
    return 'action' in request ? widget.actions.find(({ key }) => key === request.action)?.content : undefined;
  }

  /** What is known of these, in one line; each keeps its own direction. */
  protected joined(...all: readonly (string | undefined)[]): TemplateResult | undefined {
    const parts = all.filter((part) => part !== undefined);
    if (parts.length === 0) return undefined;
    return html`${parts.map((part, index) => html`${index === 0 ? nothing : ' · '}<bdi>${part}</bdi>`)}`;
  }

  protected abstract dialog(snapshot: ReadyConnection): TemplateResult;

  protected logoOf(
    { name, images }: { readonly name: string; readonly images: readonly ShownImage[] },
    small = false,
  ): TemplateResult {
    return logo({ name, images, theme: this.context.theme ?? 'light', small }, () => this.requestUpdate());
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import type { LiveRegion } from '../../shared/controllers/live-region.js';
import { icon } from '../../shared/marks/all-icons.js';
import type { DialogContext } from './dialog-request.js';
import { type ModalOptions, modal } from './modal.js';

interface FrameOptions extends ModalOptions {
  readonly context: DialogContext;
  readonly size?: 'small' | 'large' | 'sheet';
  /** A question that has to be answered. */
  readonly alert?: boolean;
  readonly title: unknown;
  readonly subtitle?: unknown;
  /** Before the title: a logo, a back button, an outcome's glyph. */
  readonly start?: TemplateResult | undefined;
  /** Whether the header has a close button. */
  readonly closable?: boolean;
  readonly describedBy?: string;
  readonly id?: string;
  /** What is said while it is open: what stands behind a modal dialog is not heard. */
  readonly live?: LiveRegion;
  readonly content: unknown;
}

/** The dialog around a content of body and footer. */
export function dialogFrame(options: FrameOptions): TemplateResult {
  const { context, size, alert, title, subtitle, start, leave, focus, fallback, light, live, content } = options;
  const id = options.id ?? 'integration-dialog';
  return html`<dialog
    part=${size === 'sheet' ? 'dialog sheet' : 'dialog'}
    class=${size === undefined ? 'dialog' : `dialog dialog--${size}`}
    role=${alert === true ? 'alertdialog' : nothing}
    aria-labelledby="${id}-title"
    aria-describedby=${options.describedBy ?? nothing}
    ${modal({ leave, focus, fallback, light })}
  >
    <div part="dialog-header">
      ${start ?? nothing}
      <div>
        <h2 part="dialog-title" id="${id}-title" tabindex="-1">${title}</h2>
        ${subtitle === undefined ? nothing : html`<p class="hint">${subtitle}</p>`}
      </div>
      ${
        options.closable === false
          ? nothing
          : html`<button type="button" class="button button--quiet button--icon" aria-label=${context.messages.dialog.close} @click=${leave}>
            ${icon('close')}
          </button>`
      }
    </div>
    ${content}${live?.render() ?? nothing}
  </dialog>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { IntegrationError } from '../../../core/errors.js';
import type { CardMessages } from '../../../localization/messages.js';
import type { LocalizeController } from '../controllers/localize-controller.js';
import { errorWords } from '../words/error-words.js';

/** What stands there until something comes that takes a while: it comes as late itself. */
export const importSkeleton = () => import('./skeleton.js');

const brokenArt = (): TemplateResult => html`<svg class="art art--broken" viewBox="0 0 132 36" aria-hidden="true">
  <g fill="none" stroke="currentColor" stroke-width="1.5">
    <rect x="1" y="4" width="28" height="28" rx="8" />
    <rect x="103" y="4" width="28" height="28" rx="8" />
    <path d="M29 18h31M72 18h31M62 13l-3 10M73 13l-3 10" />
  </g>
</svg>`;

const sessionCodes: ReadonlySet<string> = new Set(['token_missing', 'token_invalid', 'token_expired']);

/** What stands where nothing could be loaded: whose turn it is, and a code for support. A session that is over has no way out here. */
export function loadError(
  error: IntegrationError,
  { messages, errors }: Pick<LocalizeController<CardMessages>, 'messages' | 'errors'>,
  retry: () => void,
): TemplateResult {
  const words = errors === undefined ? undefined : errorWords({ error: errors }, error, messages.hub.label);
  const isOver = sessionCodes.has(error.code);
  const { hub } = messages;
  return html`<div part="error" class="empty" role="alert">
    ${isOver ? nothing : brokenArt()}
    <h3>${isOver ? words?.title : hub.failedTitle}</h3>
    <p>${isOver ? words?.text : `${words === undefined ? '' : `${words.title}. `}${hub.keepWorking}`}</p>
    ${isOver ? nothing : html`<button type="button" class="button" @click=${retry}>${hub.tryAgain}</button>`}
    <p class="reference code">${error.code}${error.reference === undefined ? nothing : html` · ${error.reference}`}</p>
  </div>`;
}

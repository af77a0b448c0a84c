import { html, nothing, type TemplateResult } from 'lit';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import { icon } from '../../shared/marks/all-icons.js';
import { actionButton } from './card-buttons.js';
import type { CardContext } from './card-context.js';

type Drawn = TemplateResult | typeof nothing;

function cancelRun({ store, state, messages: { card }, row }: CardContext): TemplateResult {
  const cancelling = state.run?.cancelling === true;
  return html`<button
    type="button"
    part="cancel"
    class="button"
    aria-describedby=${row?.id ?? nothing}
    aria-disabled=${cancelling ? 'true' : nothing}
    @click=${() => cancelling || store.cancelRun()}
  >
    ${cancelling ? card.cancelling : card.cancelRun}
  </button>`;
}

/** The one button that the state itself asks for, on a card or in a row of one. */
function stateButton(context: CardContext): Drawn {
  const { store, snapshot, state, messages, presses, readOnly, row } = context;
  const { signIn } = snapshot;
  const { card } = messages;
  const look = row === undefined ? 'button--primary' : '';
  if (readOnly) return nothing;
  if (signIn.status === 'blocked' && (row !== undefined || state.state !== 'running')) {
    const url = safeUrl(signIn.url, 'link');
    return url === undefined
      ? nothing
      : html`<a class="button ${look}" part="open-link" href=${url} target="_blank" rel="opener">${card.openSignIn}${icon('external')}</a>`;
  }
  if (state.state === 'running') return state.run === undefined ? nothing : cancelRun(context);
  if (state.filled !== 'reconnect') return nothing;
  const label = row === undefined ? nothing : card.reconnectNamed(row.name);
  return html`<button type="button" part="reconnect" class="button ${look}" aria-label=${label} @click=${() => presses.reconnect(store)}>
    ${card.reconnect}
  </button>`;
}

/** The button of a row: what its state asks for, else the author's that the connection waits for. */
export function rowButton(context: CardContext): Drawn {
  const { state, actions } = context;
  const action = actions.find(({ key }) => key === state.filledAction);
  const button = stateButton(context);
  return button !== nothing || state.filled !== 'action' || action === undefined ? button : actionButton(action, context);
}

/** What stands beside the button of the state. */
function besideState({ store, snapshot, state, messages: { card }, format, readOnly }: CardContext): Drawn {
  if (state.state === 'running') {
    const since = state.run?.startedAt;
    return html`<span class="aside numeric">${since === undefined ? card.waiting : card.started(format.time(since))}</span>`;
  }
  if (readOnly || snapshot.signIn.status !== 'blocked') return nothing;
  return html`<button type="button" part="cancel" class="button button--quiet" @click=${store.cancelSignIn}>${card.cancel}</button>`;
}

/** On a card: what the state asks for, and what stands beside it. A card at rest that was never connected has neither. */
export const stateButtons = (context: CardContext): TemplateResult => html`${stateButton(context)}${besideState(context)}`;

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Action } from '../../../contract/action.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { MenuItem } from '../../shared/controls/menu.js';
import { icon } from '../../shared/marks/icons.js';
import { type CardContext, connects } from './card-context.js';

/** A sign-in is under way or a run of it is: the button keeps its place, its focus and its size. */
function isAtWork(action: Action, { snapshot, state }: CardContext): boolean {
  const { connection, starting, signIn } = snapshot;
  if (starting === action.key || connection.activeRuns.some((run) => run.action === action.key)) return true;
  return connects(action) && (state.state === 'connecting' || signIn.status !== 'none');
}

function actionButton(action: Action, context: CardContext): TemplateResult {
  const { state, verbs } = context;
  const look =
    state.filled === 'action' && state.filledAction === action.key
      ? 'button--primary'
      : action.type === 'deactivation'
        ? 'button--quiet'
        : '';
  const atWork = isAtWork(action, context);
  return html`<button
    type="button"
    part="action"
    class="button ${look}"
    data-action=${action.key}
    aria-disabled=${atWork ? 'true' : nothing}
    @click=${() => atWork || verbs.press(action.key)}
  >
    <bdi>${action.name}</bdi>
  </button>`;
}

function ownButtons({
  snapshot,
  state,
  messages: { card },
  format,
  readOnly,
  verbs,
}: CardContext): TemplateResult | typeof nothing {
  const { signIn } = snapshot;
  if (state.state === 'running') {
    const { run } = state;
    const since = run === undefined ? undefined : (run.startedAt ?? undefined);
    const cancelling = run?.cancelling === true;
    return html`${
      readOnly || run === undefined
        ? nothing
        : html`<button
            type="button"
            part="cancel"
            class="button"
            aria-disabled=${cancelling ? 'true' : nothing}
            @click=${() => cancelling || verbs.cancelRun()}
          >
            ${cancelling ? card.cancelling : card.cancelRun}
          </button>`
    }<span class="aside numeric">${since === undefined ? card.waiting : card.started(format.time(since))}</span>`;
  }
  if (readOnly) return nothing;
  if (signIn.status === 'blocked') {
    const url = safeUrl(signIn.url, 'link');
    return html`${
      url === undefined
        ? nothing
        : html`<a class="button button--primary" part="open-link" href=${url} target="_blank" rel="opener">${card.openSignIn}${icon('external')}</a>`
    }<button type="button" part="cancel" class="button button--quiet" @click=${verbs.cancelSignIn}>${card.cancel}</button>`;
  }
  if (state.state === 'expired') {
    return html`<button type="button" part="reconnect" class="button button--primary" @click=${verbs.reconnect}>${card.reconnect}</button>`;
  }
  return nothing;
}

/** Those of the author's actions that stand in the ⋯ menu. */
export const menuItems = (context: CardContext): readonly MenuItem[] =>
  context.actions
    .filter(({ key }) => context.inMenu.has(key))
    .map((action) => ({
      label: action.name,
      danger: action.type === 'deactivation',
      icon: action.type === 'deactivation' ? 'disconnect' : action.type === 'configuration' ? 'settings' : 'refresh',
      disabled: isAtWork(action, context),
      press: () => context.verbs.press(action.key),
    }));

/** An untouched connection has no history to show. */
function hasHistory({ snapshot: { widget, connection } }: CardContext): boolean {
  const touched =
    connection.active || connection.lastRun !== undefined || connection.activeRuns.length > 0 || connection.revision > 1;
  return widget.history && (touched || connection.credentials.some(({ status }) => status !== 'missing'));
}

/** Each button stays the same one while others come and go: who has the focus, or is about to press, is not given another action. */
export function cardActions(context: CardContext): TemplateResult {
  const { snapshot, messages, actions, inMenu, verbs } = context;
  const blocked = snapshot.signIn.status === 'blocked';
  const shown = actions.filter(({ key, type }) => !inMenu.has(key) && !(blocked && type === 'activation'));
  return html`<footer part="actions">
    ${ownButtons(context)}${repeat(
      shown,
      ({ key }) => key,
      (action) => actionButton(action, context),
    )}
    ${
      hasHistory(context)
        ? html`<button
            type="button"
            part="history-button"
            class="button button--quiet button--icon push"
            aria-label=${messages.card.historyOf(snapshot.widget.name)}
            title=${messages.card.history}
            @click=${() => verbs.showHistory()}
          >
            ${icon('history')}
          </button>`
        : nothing
    }
  </footer>`;
}

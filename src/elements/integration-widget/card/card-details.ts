import { html, nothing, type TemplateResult } from 'lit';
import { enDetails } from '../../../localization/en.details.js';
import { linkStyles } from '../../shared/controls/link.styles.js';
import { noticeStyles } from '../../shared/look/notice.styles.js';
import { accountOf } from '../../shared/words/account-name.js';
import { dayOf, inFull, relative } from '../../shared/words/figures.js';
import { busyWireStyles } from './busy-wire.styles.js';
import type { CardContext } from './card-context.js';
import { cardNotice, noticeView } from './card-notice.js';
import { metricsView } from './metrics.js';
import { metricsStyles } from './metrics.styles.js';
import { progressText } from './progress.js';

export { progressBar } from './progress.js';
export { signOutItems } from './sign-out.js';
export { stateButtons } from './state-buttons.js';

export const styles = [linkStyles, noticeStyles, metricsStyles, busyWireStyles];

function accountLine({ snapshot, messages, format }: CardContext): TemplateResult | typeof nothing {
  const { connection, widget } = snapshot;
  if (!connection.authenticated || connection.connectedAt === undefined) return nothing;
  const account = accountOf(connection);
  const { lastRun } = connection;
  const { details = enDetails } = messages;
  const words = details.connectedSince(dayOf(format, connection.connectedAt), connection.connectedBy);
  return html`${
    widget.metrics.length > 0 || lastRun === undefined
      ? nothing
      : html`<p class="figures">
            <span>
              ${details.lastRun}
              <b><time datetime=${lastRun.createdAt} title=${inFull(format, lastRun.createdAt)}>${relative(format, lastRun.createdAt)}</time></b>
            </span>
          </p>`
  }
    <p class="aside account" title=${inFull(format, connection.connectedAt)}>
      ${account === undefined ? nothing : html`<bdi>${account}</bdi>`}<bdi>${words}</bdi>
    </p>`;
}

/** Figures, account, notice and progress: a chunk of its own, for cards that have something to tell. */
export function cardDetails(context: CardContext): TemplateResult {
  const { snapshot, state, messages, format } = context;
  const { widget, connection } = snapshot;
  const notice = cardNotice(context);
  return html`${connection.authenticated ? metricsView(widget.metrics, connection.metrics, messages.details ?? enDetails, format) : nothing}
  ${state.state === 'active' ? accountLine(context) : nothing} ${notice === undefined ? nothing : noticeView(notice, context)}
  ${state.state === 'running' ? progressText(context) : nothing}`;
}

import { html, type TemplateResult } from 'lit';
import type { ErrorWords, Messages } from '../../../localization/messages.js';
import { type IconName, icon } from '../../shared/marks/all-icons.js';
import { codeWords, errorWords } from '../../shared/words/error-words.js';
import type { ReadyConnection } from '../frame/dialog-view.js';

/** Why the last try of a Deactivation failed, here or in its run. */
export function failureOf(
  { error, connection, widget }: ReadyConnection,
  action: string | undefined,
  messages: Messages,
): ErrorWords | undefined {
  if (action === undefined) return undefined;
  if (error?.action === action) {
    const { title, text } = errorWords(messages, error.error, widget.name);
    return { title, text: error.error.said ?? text };
  }
  const run = connection.lastRun;
  if (run?.action !== action || run.status !== 'failed') return undefined;
  const words = codeWords(messages, run.error?.code ?? 'flow_failed', widget.name);
  return { title: messages.dialog.messageFailed(run.actionName), text: run.userMessage ?? run.error?.message ?? words.text };
}

/** What disconnecting does, and what is kept; nothing that is not so. @param history what becomes of it. Default: it is kept */
export function consequences(
  { widget, connection }: ReadyConnection,
  { dialog: words }: Messages,
  locale: string,
  history: string = words.disconnectHistory,
): readonly TemplateResult[] {
  const signedIn = connection.credentials.filter(({ status }) => status !== 'missing').map(({ dependency }) => dependency);
  const services = widget.dependencies.filter(({ key }) => signedIn.includes(key)).map(({ name }) => name);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(services);
  const all: (readonly [IconName, string] | false)[] = [
    connection.activeRuns.length > 0 && ['close', words.disconnectRuns],
    services.length > 0 && ['disconnect', words.disconnectSignIn(list)],
    (connection.configured || widget.actions.some(({ type }) => type === 'configuration')) && [
      'settings',
      words.disconnectSettings,
    ],
    widget.history && ['history', history],
  ];
  return all
    .filter((consequence) => consequence !== false)
    .map(([name, text]) => html`<li>${icon(name)}<span>${text}</span></li>`);
}

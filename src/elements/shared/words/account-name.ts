import type { Connection } from '../../../contract/connection.js';
import type { Widget } from '../../../contract/widget.js';
import type { AccountMessages } from '../../../localization/messages.js';

/** What one of several accounts is called: its name, else the account that is signed in, else its place in the list. */
export function accountName(widget: Widget, { key, label, credentials }: Connection, words: AccountMessages['account']): string {
  const account = credentials.find((credential) => credential.account !== undefined)?.account;
  return label ?? account ?? words.numbered(widget.connections.findIndex((connection) => connection.key === key) + 1);
}

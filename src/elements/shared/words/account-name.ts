import type { Connection } from '../../../contract/connection.js';
import type { Widget } from '../../../contract/widget.js';
import type { AccountMessages } from '../../../localization/messages.js';

/** The line that the service calls the account by. */
export const accountOf = ({ credentials }: Connection): string | undefined =>
  credentials.find(({ account }) => account !== undefined)?.account;

/** What one of several accounts is called: its name, else the account that is signed in, else its place in the list. */
export function accountName(widget: Widget, connection: Connection, words: AccountMessages['account']): string {
  const place = widget.connections.findIndex(({ key }) => key === connection.key);
  return connection.label ?? accountOf(connection) ?? words.numbered(place + 1);
}

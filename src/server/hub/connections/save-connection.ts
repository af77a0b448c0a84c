import type { SaveConnectionRequest } from '../../../contract/connection.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { WidgetContent } from '../definitions/content.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import {
  type ConnectionRow,
  countConnections,
  ensureConnection,
  hasAdded,
  holdConnection,
  isShownUnmade,
  lockAdding,
  nameConnection,
  publishConnection,
  unmadeConnection,
} from './connection.rows.js';
import { type StoredConnection, storedConnectionById } from './connection-state.rows.js';
import type { ConnectionAddress } from './find-connection.js';

/** Of one tenant with one widget. */
const mostConnections = 50;
const longestLabel = 80;

/** What people typed, without control characters and those that turn the text around it. */
function labelOf(label: string | null): string | null {
  const text = (label ?? '').replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  if (text.length > longestLabel)
    throw new ProblemError('validation_failed', { errors: [{ pointer: '#/label', code: 'too_long' }] });
  return text === '' ? null : text;
}

/**
 * Of a widget that may have several connections; where it may not any more, of those that it has. @param row the connection, where it
 * is there
 * @throws {ProblemError} `single_connection`
 */
export async function requireSeveral(
  queries: Queries,
  session: Session,
  { key, multiConnection }: WidgetContent,
  row: ConnectionRow | undefined,
): Promise<void> {
  if (multiConnection === true || (row !== undefined && (await hasAdded(queries, session, key)))) return;
  throw new ProblemError('single_connection', { hint: 'Set multiConnection in the definition of the widget' });
}

async function requireRoom(queries: Queries, session: Session, widget: string): Promise<void> {
  if ((await countConnections(queries, session, widget)) < mostConnections) return;
  throw new ProblemError('connection_limit', { detail: `A tenant has at most ${mostConnections} connections with a widget` });
}

/**
 * Makes the connection that a browser has drawn a key for, or names one that is there. The same request twice changes nothing.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `connection_limit`, `validation_failed`
 */
export async function saveConnection(
  ports: Pick<Services, 'database' | 'definitions' | 'now'>,
  session: Session,
  address: ConnectionAddress,
  request: SaveConnectionRequest,
): Promise<{ readonly widget: DeployedWidget; readonly stored: StoredConnection | undefined; readonly isNew: boolean }> {
  const { database, now } = ports;
  const widget = await visibleWidget(database.queries, ports, session, address.widget);
  const label = request.label === undefined ? undefined : labelOf(request.label);
  return database.transaction(async (transaction) => {
    const { key } = widget.definition;
    await lockAdding(transaction, session, key);
    // Of one that is being removed, what is left once that is done: nothing.
    const known = await holdConnection(transaction, session, address.widget, address.connection);
    const isMissing = known === undefined && request.existing === true;
    if (isMissing && !(await isShownUnmade(transaction, session, widget.definition, address.connection)))
      throw new ProblemError('not_found');
    await requireSeveral(transaction, session, widget.definition, known);
    if (known === undefined) await requireRoom(transaction, session, key);
    const by = session.person ?? session.subject;
    const made = { widget: key, key: address.connection, by, label: label ?? null };
    const row = known ?? (await ensureConnection(transaction, unmadeConnection(session, made, now())));
    const isRenamed = known !== undefined && label !== undefined && label !== known.label;
    if (isRenamed) await nameConnection(transaction, row.id, label);
    if (known === undefined || isRenamed) await publishConnection(transaction, row, now());
    return { widget, stored: await storedConnectionById(transaction, row.id, now()), isNew: known === undefined };
  });
}

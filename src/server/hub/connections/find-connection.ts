import type { Session } from '../../platform/access.js';
import type { Queries, Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { WidgetContent } from '../definitions/content.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import {
  type ConnectionRow,
  ensureConnection,
  findConnection,
  holdConnection,
  isShownUnmade,
  unmadeConnection,
} from './connection.rows.js';
import { type StoredConnection, storedConnection } from './connection-state.rows.js';

/** As it stands in a path. */
export interface ConnectionAddress {
  readonly widget: string;
  readonly connection: string;
}

export interface AddressedConnection {
  readonly widget: DeployedWidget;
  /** Absent where nothing was ever done with the first connection of the widget. */
  readonly stored: StoredConnection | undefined;
}

/** @throws {ProblemError} `widget_not_found`, `not_found` */
export async function addressedConnection(
  queries: Queries,
  ports: Pick<Services, 'definitions' | 'now'>,
  session: Session,
  { widget: key, connection }: ConnectionAddress,
): Promise<AddressedConnection> {
  const widget = await visibleWidget(queries, ports, session, key);
  const stored = await storedConnection(queries, session, { widget: key, key: connection }, ports.now());
  if (stored === undefined && !(await isShownUnmade(queries, session, widget.definition, connection)))
    throw new ProblemError('not_found');
  return { widget, stored };
}

/** The connection that something is about. The one that is shown before there is a row of it is made when it is first used. @throws {ProblemError} `not_found` */
export async function connectionFor(
  transaction: Transaction,
  ports: Pick<Services, 'now'>,
  session: Session,
  widget: WidgetContent,
  key: string,
): Promise<ConnectionRow> {
  return (await findConnection(transaction, session, widget.key, key)) ?? firstUse(transaction, ports, session, widget, key);
}

/** The same, held until the transaction ends. @throws {ProblemError} `not_found` */
export async function heldConnectionFor(
  transaction: Transaction,
  ports: Pick<Services, 'now'>,
  session: Session,
  widget: WidgetContent,
  key: string,
): Promise<ConnectionRow> {
  return (await holdConnection(transaction, session, widget.key, key)) ?? firstUse(transaction, ports, session, widget, key);
}

async function firstUse(
  transaction: Transaction,
  { now }: Pick<Services, 'now'>,
  session: Session,
  widget: WidgetContent,
  key: string,
): Promise<ConnectionRow> {
  if (!(await isShownUnmade(transaction, session, widget, key))) throw new ProblemError('not_found');
  const by = session.person ?? session.subject;
  return ensureConnection(transaction, unmadeConnection(session, { widget: widget.key, key, by }, now()));
}

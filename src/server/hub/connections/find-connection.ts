import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import { type ConnectionRow, ensureConnection, findConnection, isShownUnmade } from './connection.rows.js';

/** As it stands in a path. */
export interface ConnectionAddress {
  readonly widget: string;
  readonly connection: string;
}

export interface AddressedConnection {
  readonly definition: WidgetDefinition;
  /** Absent where nothing was ever done with the first connection of the widget. */
  readonly row: ConnectionRow | undefined;
}

/** @throws {ProblemError} `widget_not_found`, `not_found` */
export async function addressedConnection(
  services: Services,
  session: Session,
  { widget, connection }: ConnectionAddress,
): Promise<AddressedConnection> {
  const { definition } = await visibleWidget(services, session, widget);
  const row = await findConnection(services.database.kysely, session, widget, connection);
  if (row === undefined && !(await isShownUnmade(services.database.kysely, session, definition, connection)))
    throw new ProblemError('not_found');
  return { definition, row };
}

/** The connection an action is about. The one that is shown before there is a row of it is made when it is first used. @throws {ProblemError} `not_found` */
export async function connectionFor(
  services: Services,
  session: Session,
  widget: WidgetDefinition,
  key: string,
): Promise<ConnectionRow> {
  const found = await findConnection(services.database.kysely, session, widget.key, key);
  if (found !== undefined) return found;
  if (!(await isShownUnmade(services.database.kysely, session, widget, key))) throw new ProblemError('not_found');
  return ensureConnection(services.database.kysely, session, widget.key, key, session.person ?? session.subject, services.now());
}

import * as z from 'zod/mini';
import { Key } from '../../../contract/names.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import { type ConnectionRow, findConnection, isShownUnmade } from './connection.rows.js';

export const ConnectionParams = z.object({ widget: Key, connection: Key });

export interface AddressedConnection {
  readonly definition: WidgetDefinition;
  /** Absent where nothing was ever done with the first connection of the widget. */
  readonly row: ConnectionRow | undefined;
}

/** @throws {ProblemError} `widget_not_found`, `not_found` */
export async function addressedConnection(
  services: Services,
  session: Session,
  { widget, connection }: z.infer<typeof ConnectionParams>,
): Promise<AddressedConnection> {
  const { definition } = await visibleWidget(services, session, widget);
  const row = await findConnection(services.database.kysely, session, widget, connection);
  if (row === undefined && !(await isShownUnmade(services.database.kysely, session, definition, connection)))
    throw new ProblemError('not_found');
  return { definition, row };
}

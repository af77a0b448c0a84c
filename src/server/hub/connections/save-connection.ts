import { sql } from 'kysely';
import type { SaveConnectionRequest } from '../../../contract/connection.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import {
  type ConnectionRow,
  connectionById,
  ensureConnection,
  findConnection,
  isShownUnmade,
  lockConnection,
  publishConnection,
} from '../connections/connection.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
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

export function requireSeveral({ multiConnection }: WidgetDefinition): void {
  if (multiConnection === true) return;
  throw new ProblemError('single_connection', { hint: 'Set multiConnection in the definition of the widget' });
}

/** One after the other: of two that are added at once, the second is counted with the first. */
async function lockWidget(queries: Queries, { environment, tenant }: Session, widget: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`connections:${environment}:${tenant}:${widget}`}))`.execute(queries);
}

/**
 * Makes the connection that a browser has drawn a key for, or names one that is there. The same request twice changes nothing.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found`, `single_connection`, `connection_limit`, `validation_failed`
 */
export async function saveConnection(
  services: Services,
  session: Session,
  { widget, connection: key }: ConnectionAddress,
  request: SaveConnectionRequest,
): Promise<{ readonly row: ConnectionRow; readonly definition: WidgetDefinition; readonly isNew: boolean }> {
  const { definition } = await visibleWidget(services, session, widget);
  requireSeveral(definition);
  const label = request.label === undefined ? undefined : labelOf(request.label);
  return services.database.kysely.transaction().execute(async (transaction) => {
    await lockWidget(transaction, session, widget);
    const known = await heldConnection(transaction, session, widget, key);
    if (known === undefined && request.existing === true && !(await isShownUnmade(transaction, session, definition, key)))
      throw new ProblemError('not_found');
    if (known === undefined) await requireRoom(transaction, session, widget);
    const by = session.person ?? session.subject;
    const row = known ?? (await ensureConnection(transaction, session, widget, key, by, services.now(), label ?? null));
    if (known !== undefined && label !== undefined && label !== known.label) {
      await transaction.updateTable('connections').set({ label }).where('id', '=', row.id).execute();
    }
    const isChanged = known === undefined || (label !== undefined && label !== known.label);
    if (isChanged) await publishConnection(services, row, transaction);
    return { row: (await findConnection(transaction, session, widget, key)) ?? row, definition, isNew: known === undefined };
  });
}

/** Of one that is being removed, what is left once that is done: nothing. */
async function heldConnection(
  queries: Queries,
  session: Session,
  widget: string,
  key: string,
): Promise<ConnectionRow | undefined> {
  const row = await findConnection(queries, session, widget, key);
  if (row === undefined) return undefined;
  await lockConnection(queries, row.id);
  return connectionById(queries, session, row.id);
}

async function requireRoom(queries: Queries, { environment, tenant }: Session, widget: string): Promise<void> {
  const { count } = await queries
    .selectFrom('connections')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('environment', '=', environment)
    .where('tenant', '=', tenant)
    .where('widget', '=', widget)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostConnections) {
    throw new ProblemError('connection_limit', { detail: `A tenant has at most ${mostConnections} connections with a widget` });
  }
}

import type { Connection } from '../../../contract/connection.js';
import type { Hub } from '../../../contract/hub.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { toSummary } from '../authorizations/authorization.rows.js';
import { incompleteForms } from '../configurations/incomplete-forms.js';
import { defaultConnection } from '../connections/connection.rows.js';
import { factsOf } from '../connections/connection-facts.js';
import type { StoredConnection } from '../connections/connection-state.rows.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import { toRun } from '../runs/run-view.js';
import type { Services } from '../services/services.js';
import { viewWidget } from '../widgets/widget-view.js';
import { type HubVersion, hubState } from './hub-state.rows.js';
import { type Figures, figuresOf, figuresSince, metricValues, readFigures } from './metric-values.js';

type ViewPorts = Pick<Services, 'vault' | 'now'>;

async function toConnection(
  ports: ViewPorts,
  stored: StoredConnection | undefined,
  widget: DeployedWidget,
  key: string,
  figures: Figures,
): Promise<Connection> {
  const { authenticated, configured, expired, credentials } = factsOf(stored, widget.definition);
  const { row, signIn, lastRun } = stored ?? {};
  const incomplete = await incompleteForms(ports, stored, widget);
  return {
    key,
    ...(row?.label == null ? {} : { label: row.label }),
    active: row?.active ?? false,
    authenticated,
    configured,
    expired,
    credentials: [...credentials],
    ...(signIn === undefined ? {} : { authorization: toSummary(signIn) }),
    activeRuns: (stored?.activeRuns ?? []).map((run) => toRun(run, key)),
    ...(lastRun === undefined ? {} : { lastRun: toRun(lastRun, key) }),
    metrics: metricValues(widget.definition.metrics ?? [], stored, figures),
    ...(incomplete.length > 0 ? { attention: 'configuration_incomplete', incomplete } : {}),
    ...(row?.active_at == null ? {} : { connectedAt: row.active_at.toISOString() }),
    ...(row?.active_by == null ? {} : { connectedBy: row.active_by }),
    revision: Number(row?.revision ?? 0),
  };
}

/** Everything that the session's hub draws, and the version of what it was read from, in one statement. */
export async function viewHub(
  queries: Queries,
  ports: ViewPorts & Pick<Services, 'definitions' | 'options'>,
  session: Session,
  widgets: readonly DeployedWidget[],
): Promise<{ readonly version: HubVersion; readonly hub: Hub }> {
  const { definitions, options } = ports;
  const now = ports.now();
  const metrics = widgets.flatMap(({ definition }) => definition.metrics ?? []);
  const stored = await hubState(queries, session, {
    widgets: widgets.map(({ definition }) => definition.key),
    now,
    since: figuresSince(metrics, now),
  });
  const figures = figuresOf(stored.counts, stored.runs, now);
  const { environment, tenant, tenantName, person, access, preview } = session;
  const byWidget = new Map<string, StoredConnection[]>();
  for (const connection of stored.connections) {
    const own = byWidget.get(connection.row.widget) ?? [];
    own.push(connection);
    byWidget.set(connection.row.widget, own);
  }
  // The connection that a widget has is shown before there is a row of it; several stay where no more may be added.
  const shown = widgets.map(async (widget) => {
    const own = byWidget.get(widget.definition.key) ?? [];
    const connections =
      own.length === 0
        ? [toConnection(ports, undefined, widget, defaultConnection, figures)]
        : own.map((connection) => toConnection(ports, connection, widget, connection.row.key, figures));
    const card = viewWidget(widget.definition, definitions.catalogue, options.publicUrl);
    return { ...card, connections: await Promise.all(connections) };
  });
  const hub: Hub = {
    environment,
    tenant: { id: tenant, ...(tenantName === undefined ? {} : { name: tenantName }) },
    ...(person === undefined ? {} : { person: { name: person } }),
    access,
    preview,
    widgets: await Promise.all(shown),
  };
  return { version: stored.version, hub };
}

/** One connection, or the one that there would be. */
export async function viewConnection(
  queries: Queries,
  ports: ViewPorts,
  widget: DeployedWidget,
  key: string,
  stored: StoredConnection | undefined,
): Promise<Connection> {
  const figures = await readFigures(queries, stored, widget.definition.metrics ?? [], ports.now());
  return toConnection(ports, stored, widget, key, figures);
}

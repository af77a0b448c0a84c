import type { AuthorizationSummary } from '../../../contract/authorization.js';
import type { Connection } from '../../../contract/connection.js';
import type { Field, FormValues } from '../../../contract/form.js';
import type { Hub } from '../../../contract/hub.js';
import type { JsonValue } from '../../../contract/names.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { VaultError } from '../../platform/vault/vault.js';
import { toSummary } from '../authorizations/authorization.rows.js';
import { openSealed, valuesContext } from '../configurations/sealed-values.js';
import { type ConnectionRow, connectionsOf, defaultConnection } from '../connections/connection.rows.js';
import { factsOf, readStoredFacts, type StoredFacts } from '../connections/connection-facts.js';
import { activeRunsOf, type RunRow, toRun } from '../runs/run.rows.js';
import type { Services } from '../services/services.js';
import { visibleWidgets } from '../widgets/deployments.js';
import { viewWidget } from '../widgets/widget-view.js';
import { type Figures, metricValues, readFigures } from './metric-values.js';

/** What is stored about some connections: a fixed number of queries, however many connections there are. */
interface Stored {
  readonly facts: StoredFacts;
  readonly activeRuns: ReadonlyMap<string, readonly RunRow[]>;
  readonly authorizations: ReadonlyMap<string, AuthorizationSummary>;
  /** Connections whose saved values do not fit a newer form. */
  readonly incomplete: ReadonlySet<string>;
  readonly figures: Figures;
}

async function readStored(
  services: Services,
  rows: readonly ConnectionRow[],
  widgets: readonly WidgetDefinition[],
): Promise<Stored> {
  const queries = services.database.kysely;
  const ids = rows.map((row) => row.id);
  const metrics = widgets.flatMap((widget) => widget.metrics ?? []);
  const [facts, runs, authorizations, incomplete, figures] = await Promise.all([
    readStoredFacts(queries, rows),
    activeRunsOf(queries, ids),
    readAuthorizations(services, ids),
    readIncomplete(services, rows),
    readFigures(queries, ids, metrics, services.now()),
  ]);
  const activeRuns = new Map<string, RunRow[]>();
  for (const run of runs) activeRuns.set(run.connection, [...(activeRuns.get(run.connection) ?? []), run]);
  return { facts, activeRuns, authorizations, incomplete, figures };
}

/** The sign-in under way of each connection. */
async function readAuthorizations(
  services: Services,
  connections: readonly string[],
): Promise<ReadonlyMap<string, AuthorizationSummary>> {
  if (connections.length === 0) return new Map();
  const rows = await services.database.kysely
    .selectFrom('authorizations')
    .distinctOn('connection')
    .select(['connection', 'reference', 'dependency', 'status', 'error', 'said', 'missing', 'question', 'expires_at'])
    .where('connection', 'in', connections)
    .where('status', 'in', ['registered', 'started', 'bound', 'returned'])
    .where('expires_at', '>', services.now())
    .orderBy('connection')
    .orderBy('created_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.connection, toSummary(row)]));
}

/** A newer form never un-configures: the connection needs attention where its values do not fit (spec §2). */
async function readIncomplete(services: Services, connections: readonly ConnectionRow[]): Promise<ReadonlySet<string>> {
  if (connections.length === 0) return new Set();
  const places = new Map(connections.map((connection) => [connection.id, connection]));
  const rows = await services.database.kysely
    .selectFrom('configurations')
    .select(['connection', 'flow', 'version', 'values'])
    .where('connection', 'in', [...places.keys()])
    .execute();
  const incomplete = new Set<string>();
  for (const { connection, flow, version, values } of rows) {
    const form = services.catalogue.configurationFlow(flow);
    const place = places.get(connection);
    if (form === undefined || form.version === version || place === undefined) continue;
    const fields = form.steps.flatMap((step) => step.fields);
    if (!(await fits(services, fields, values, valuesContext(place, connection, flow)))) incomplete.add(connection);
  }
  return incomplete;
}

async function fits({ vault }: Services, fields: readonly Field[], values: JsonValue, context: string): Promise<boolean> {
  try {
    const errors = validateForm(fields, (await openSealed(vault, values, context)) as FormValues);
    return errors.every(({ code }) => code === 'unknown_field');
  } catch (cause) {
    // A password that cannot be opened is typed again.
    if (cause instanceof VaultError) return false;
    throw cause;
  }
}

function toConnection(stored: Stored, row: ConnectionRow | undefined, widget: WidgetDefinition, key: string): Connection {
  const { authenticated, configured, expired, credentials } = factsOf(stored.facts, row, widget);
  const authorization = row === undefined ? undefined : stored.authorizations.get(row.id);
  const lastRun = row === undefined ? undefined : stored.figures.lastRuns.get(row.id);
  return {
    key,
    ...(row?.label == null ? {} : { label: row.label }),
    active: row?.active ?? false,
    authenticated,
    configured,
    expired,
    credentials: [...credentials],
    ...(authorization === undefined ? {} : { authorization }),
    activeRuns: (stored.activeRuns.get(row?.id ?? '') ?? []).map((run) => toRun(run, key)),
    ...(lastRun === undefined ? {} : { lastRun: toRun(lastRun, key) }),
    metrics: metricValues(widget.metrics ?? [], row?.id, stored.figures),
    ...(row !== undefined && stored.incomplete.has(row.id) ? { attention: 'configuration_incomplete' } : {}),
    ...(row?.active_at == null ? {} : { connectedAt: row.active_at.toISOString() }),
    ...(row?.active_by == null ? {} : { connectedBy: row.active_by }),
    revision: Number(row?.revision ?? 0),
  };
}

/** The one connection that a widget has without *Enable Multi Connection* is shown before there is a row of it. */
function toConnections(stored: Stored, rows: readonly ConnectionRow[], widget: WidgetDefinition): Connection[] {
  const own = rows.filter(
    (row) => row.widget === widget.key && (widget.multiConnection === true || row.key === defaultConnection),
  );
  if (own.length === 0) return [toConnection(stored, undefined, widget, defaultConnection)];
  return own.map((row) => toConnection(stored, row, widget, row.key));
}

/** Everything that the session's hub draws. */
export async function viewHub(services: Services, session: Session): Promise<Hub> {
  const [widgets, rows] = await Promise.all([
    visibleWidgets(services, session),
    connectionsOf(services.database.kysely, session),
  ]);
  const definitions = widgets.map(({ definition }) => definition);
  const shown = rows.filter((row) => definitions.some((definition) => definition.key === row.widget));
  const stored = await readStored(services, shown, definitions);
  const { environment, tenant, tenantName, person, access, preview } = session;
  return {
    environment,
    tenant: { id: tenant, ...(tenantName === undefined ? {} : { name: tenantName }) },
    ...(person === undefined ? {} : { person: { name: person } }),
    access,
    preview,
    widgets: definitions.map((definition) => ({
      ...viewWidget(definition, services.catalogue, services.options.publicUrl),
      connections: toConnections(stored, shown, definition),
    })),
  };
}

/** One connection, or the one that there would be. */
export async function viewConnection(
  services: Services,
  widget: WidgetDefinition,
  key: string,
  row: ConnectionRow | undefined,
): Promise<Connection> {
  return toConnection(await readStored(services, row === undefined ? [] : [row], [widget]), row, widget, key);
}

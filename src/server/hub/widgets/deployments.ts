import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { WidgetDefinition } from '../../../contract/widget.js';
import type { Scope, Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';

export interface DeployedWidget {
  readonly definition: WidgetDefinition;
  /** Identity of the snapshot. */
  readonly digest: string;
}

export interface Deployment {
  readonly id: string;
  readonly environment: string;
  readonly widget: string;
  /** False where the widget was removed from the environment. */
  readonly deployed: boolean;
  readonly digest: string;
  readonly deployedAt: Date;
  readonly deployedBy: string | undefined;
}

const digestOf = (definition: WidgetDefinition | null): string =>
  createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 32);

/** Writes the widgets that code defines into the editable state, in code's order. What code no longer defines leaves it. */
export async function storeWidgetsFromCode(services: Services): Promise<void> {
  await services.database.kysely.transaction().execute(async (transaction) => {
    const keys = services.catalogue.widgets.map((widget) => widget.key);
    for (const [position, definition] of services.catalogue.widgets.entries()) {
      const row = { position, definition: JSON.stringify(definition), source: 'code' as const, updated_at: services.now() };
      await transaction
        .insertInto('widgets')
        .values({ key: definition.key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
    }
    const stale = transaction.deleteFrom('widgets').where('source', '=', 'code');
    await (keys.length === 0 ? stale : stale.where('key', 'not in', keys)).execute();
  });
}

/** Every widget in its editable state, in the hub's order. */
export async function draftWidgets(queries: Queries): Promise<DeployedWidget[]> {
  const rows = await queries.selectFrom('widgets').select('definition').orderBy('position').orderBy('key').execute();
  return rows.map(({ definition }) => read(definition));
}

function read(definition: unknown): DeployedWidget {
  const parsed = WidgetDefinition.parse(definition);
  return { definition: parsed, digest: digestOf(parsed) };
}

/** Every definition that any environment may show: the editable ones and the newest snapshots. */
export async function everyDefinition(queries: Queries): Promise<WidgetDefinition[]> {
  const drafts = await draftWidgets(queries);
  const snapshots = await queries
    .selectFrom('deployments')
    .distinctOn(['environment', 'widget'])
    .select('definition')
    .orderBy('environment')
    .orderBy('widget')
    .orderBy('id', 'desc')
    .execute();
  return [...drafts, ...snapshots.filter(({ definition }) => definition !== null).map(({ definition }) => read(definition))].map(
    ({ definition }) => definition,
  );
}

/** The newest snapshot of every widget in an environment, in the hub's order. */
async function deployedWidgets(queries: Queries, environment: string): Promise<DeployedWidget[]> {
  if (environment === 'DRAFT') return draftWidgets(queries);
  const rows = await queries
    .selectFrom('deployments')
    .leftJoin('widgets', 'widgets.key', 'deployments.widget')
    .distinctOn('deployments.widget')
    .select(['deployments.widget', 'deployments.definition', 'widgets.position', 'widgets.definition as current'])
    .where('environment', '=', environment)
    .orderBy('deployments.widget')
    .orderBy('deployments.id', 'desc')
    .execute();
  return rows
    .filter((row) => row.definition !== null)
    .sort((a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER))
    .map((row) => withSwitches(read(row.definition), row.current === null ? undefined : WidgetDefinition.parse(row.current)));
}

/** *Disable* and the tenant list are switches, not content: they act at once (spec §1). */
function withSwitches(deployed: DeployedWidget, current: WidgetDefinition | undefined): DeployedWidget {
  if (current === undefined) return deployed;
  const { disabled: _disabled, tenants: _tenants, ...content } = deployed.definition;
  const definition: WidgetDefinition = {
    ...content,
    ...(current.disabled === undefined ? {} : { disabled: current.disabled }),
    ...(current.tenants === undefined ? {} : { tenants: current.tenants }),
  };
  return { definition, digest: deployed.digest };
}

const isVisible = (definition: WidgetDefinition, scope: Scope, allowed: readonly string[] | undefined): boolean =>
  definition.disabled !== true &&
  (definition.tenants === undefined || definition.tenants.includes(scope.tenant)) &&
  (allowed === undefined || allowed.includes(definition.key));

/** What the session's hub shows. */
export async function visibleWidgets(services: Services, session: Session): Promise<DeployedWidget[]> {
  const all = await deployedWidgets(services.database.kysely, session.environment);
  return all.filter(({ definition }) => isVisible(definition, session, session.widgets));
}

/** @throws {ProblemError} `widget_not_found`, the same for a hidden widget as for one that is not there */
export async function visibleWidget(services: Services, session: Session, key: string): Promise<DeployedWidget> {
  const widget = (await visibleWidgets(services, session)).find(({ definition }) => definition.key === key);
  if (widget === undefined) throw new ProblemError('widget_not_found');
  return widget;
}

/** A widget that a tenant's hub shows, for work without a session that must stop when it does not. */
export async function visibleWidgetIn(queries: Queries, scope: Scope, key: string): Promise<DeployedWidget | undefined> {
  const widget = await widgetIn(queries, scope.environment, key);
  return widget !== undefined && isVisible(widget.definition, scope, undefined) ? widget : undefined;
}

/** A widget for work that goes on without a session (a run, a callback): its switches do not stop what was started. */
export async function widgetIn(queries: Queries, environment: string, key: string): Promise<DeployedWidget | undefined> {
  return (await deployedWidgets(queries, environment)).find(({ definition }) => definition.key === key);
}

/**
 * Makes the editable state of a widget the newest snapshot in an environment. The same content twice makes no second deployment.
 * @throws {ProblemError} `widget_not_found`
 */
export async function deploy(
  services: Services,
  request: { readonly environment: string; readonly widget: string; readonly by: string | undefined },
): Promise<{ readonly digest: string; readonly changed: boolean }> {
  const draft = (await draftWidgets(services.database.kysely)).find(({ definition }) => definition.key === request.widget);
  if (draft === undefined) throw new ProblemError('widget_not_found');
  const changed = await record(services, request, draft.definition);
  return { digest: draft.digest, changed };
}

/** Removes a widget from an environment; its connections stay, hidden. */
export async function undeploy(
  services: Services,
  request: { readonly environment: string; readonly widget: string; readonly by: string | undefined },
): Promise<{ readonly changed: boolean }> {
  return { changed: await record(services, request, null) };
}

async function record(
  services: Services,
  request: { readonly environment: string; readonly widget: string; readonly by: string | undefined },
  definition: WidgetDefinition | null,
): Promise<boolean> {
  return services.database.kysely.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`deploy:${request.environment}:${request.widget}`}))`.execute(transaction);
    const newest = await transaction
      .selectFrom('deployments')
      .select(['digest', 'definition'])
      .where('environment', '=', request.environment)
      .where('widget', '=', request.widget)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    const digest = digestOf(definition);
    if (definition === null ? newest === undefined || newest.definition === null : newest?.digest === digest) return false;
    await transaction
      .insertInto('deployments')
      .values({
        environment: request.environment,
        widget: request.widget,
        definition: definition === null ? null : JSON.stringify(definition),
        digest,
        deployed_at: services.now(),
        deployed_by: request.by ?? null,
      })
      .execute();
    // Without the widget: tenants hear of it that must not see it.
    await services.outbox.publish({ environment: request.environment, tenant: null }, { type: 'hub.changed' }, transaction);
    return true;
  });
}

/** Newest first, at most 200. */
export async function listDeployments(queries: Queries, filter: { readonly widget?: string | undefined }): Promise<Deployment[]> {
  let query = queries.selectFrom('deployments').selectAll().orderBy('id', 'desc').limit(200);
  if (filter.widget !== undefined) query = query.where('widget', '=', filter.widget);
  return (await query.execute()).map((row) => ({
    id: row.id,
    environment: row.environment,
    widget: row.widget,
    deployed: row.definition !== null,
    digest: row.digest,
    deployedAt: row.deployed_at,
    deployedBy: row.deployed_by ?? undefined,
  }));
}

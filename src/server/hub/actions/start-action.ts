import type { ActionDefinition } from '../../../contract/action.js';
import type { FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { offered } from '../../../contract/rules/offered.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';
import { sealPasswords, valuesContext } from '../configurations/sealed-values.js';
import {
  type ConnectionRow,
  ensureConnection,
  findConnection,
  isShownUnmade,
  publishConnection,
} from '../connections/connection.rows.js';
import { connectionFacts } from '../connections/connection-facts.js';
import { activeRunsOf, findRun, markRemoving, type RunRow } from '../runs/run.rows.js';
import type { NewRun, QueuedRun } from '../services/run-queue.js';
import type { Services } from '../services/services.js';
import type { Queries } from '../../platform/database/queries.js';
import { visibleWidget, visibleWidgetIn, widgetIn } from '../widgets/deployments.js';

export interface ActionRequest {
  readonly widget: string;
  readonly connection: string;
  readonly action: string;
  /** Deactivation without its flow ("Disconnect anyway"). */
  readonly anyway?: boolean | undefined;
}

/** Saved values by configuration flow, their passwords sealed: a run reads them as they were at its start (spec §3). */
async function savedConfiguration(
  { catalogue, vault }: Services,
  queries: Queries,
  row: ConnectionRow,
): Promise<Record<string, JsonValue>> {
  const rows = await queries.selectFrom('configurations').select(['flow', 'values']).where('connection', '=', row.id).execute();
  const sealed = rows.map(async ({ flow, values }) => {
    const fields = catalogue.configurationFlow(flow)?.steps.flatMap((step) => step.fields) ?? [];
    const seal = (value: JsonValue) => vault.seal(value, valuesContext(row, row.id, flow));
    return [flow, await sealPasswords(fields, values as FormValues, seal)] as const;
  });
  return Object.fromEntries(await Promise.all(sealed));
}

const isLifecycle = (type: string): boolean => type === 'activation' || type === 'deactivation';

/** During Activation or Deactivation other actions wait; a Deactivation may start any time and stops the rest (spec §3). */
function refuseWhenBusy(runs: readonly RunRow[], action: ActionDefinition): void {
  const inTheWay = runs.some((run) => run.action !== action.key && isLifecycle(run.action_type));
  if (inTheWay) throw new ProblemError('busy');
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

/** @throws {ProblemError} `not_found` */
export function actionOf(widget: WidgetDefinition, key: string): ActionDefinition {
  const action = widget.actions.find((candidate) => candidate.key === key);
  if (action === undefined) throw new ProblemError('not_found');
  return action;
}

/**
 * Starts what a button stands for, by the same rule that drew it (spec §2, §3).
 * @throws {ProblemError} `widget_not_found`, `not_found`, `action_not_available`, `not_authenticated`, `busy`
 */
export async function startAction(
  services: Services,
  session: Session,
  request: ActionRequest,
): Promise<{ readonly run: RunRow; readonly replayed: boolean; readonly connection: ConnectionRow }> {
  const { definition } = await visibleWidget(services, session, request.widget);
  const action = actionOf(definition, request.action);
  const connection = await connectionFor(services, session, definition, request.connection);
  const started = await startOn(services, connection, definition, action, {
    startedBy: session.person ?? session.subject,
    anyway: request.anyway === true,
  });
  const run = await findRun(services.database.kysely, session, started.id);
  if (run === undefined) throw new ProblemError('not_found');
  return { run, replayed: started.replayed, connection };
}

/**
 * Starts the Deactivation after which a connection goes, or makes the one that runs do so. `undefined` where there is none to wait for.
 * @throws {ProblemError} `busy`
 */
export async function startRemoval(
  services: Services,
  connection: ConnectionRow,
  definition: WidgetDefinition,
  startedBy: string | undefined,
): Promise<string | undefined> {
  const queries = services.database.kysely;
  const facts = await connectionFacts(queries, connection, definition);
  const deactivations = definition.actions.filter(({ type }) => type === 'deactivation');
  const action = deactivations.find((candidate) => offered(candidate, facts)) ?? deactivations[0];
  if (action === undefined) return undefined;
  refuseWhenBusy(await activeRunsOf(queries, [connection.id]), action);
  const { id, replayed } = await enqueueOn(services, connection, action, { startedBy, removes: true });
  if (replayed && !(await markRemoving(queries, id))) return undefined;
  await publishConnection(services, connection);
  return id;
}

type MoreOfRun = Pick<NewRun, 'startedBy' | 'scheduled' | 'anyway' | 'removes'>;

async function runOn(
  services: Services,
  queries: Queries,
  connection: ConnectionRow,
  action: ActionDefinition,
  more: MoreOfRun,
): Promise<NewRun> {
  return {
    scope: { environment: connection.environment, tenant: connection.tenant },
    widget: connection.widget,
    connection: connection.id,
    action,
    configuration: await savedConfiguration(services, queries, connection),
    ...more,
  };
}

async function enqueueOn(
  services: Services,
  connection: ConnectionRow,
  action: ActionDefinition,
  more: MoreOfRun,
): Promise<QueuedRun> {
  return services.runs.enqueue(await runOn(services, services.database.kysely, connection, action, more));
}

interface Start {
  readonly startedBy: string | undefined;
  readonly anyway?: boolean;
  readonly scheduled?: boolean;
}

async function startOn(
  services: Services,
  connection: ConnectionRow,
  definition: WidgetDefinition,
  action: ActionDefinition,
  start: Start,
): Promise<{ readonly id: string; readonly replayed: boolean }> {
  const queries = services.database.kysely;
  const running = await activeRunsOf(queries, [connection.id]);
  const same = running.find((run) => run.action === action.key);
  if (same !== undefined) return { id: same.id, replayed: true };
  const facts = await connectionFacts(queries, connection, definition);
  if (action.type === 'configuration' || !offered(action, facts)) throw new ProblemError('action_not_available');
  refuseWhenBusy(running, action);
  const missing = facts.credentials.filter((credential) => credential.status !== 'valid');
  if ((action.type === 'activation' || action.type === 'multi_connector') && missing.length > 0) {
    throw new ProblemError('not_authenticated', {
      errors: missing.map(({ dependency }) => ({ pointer: `#/dependencies/${dependency}`, code: 'required' })),
    });
  }
  const queued = await enqueueOn(services, connection, action, {
    startedBy: start.startedBy,
    ...(start.scheduled === true ? { scheduled: true } : {}),
    ...(start.anyway === true && action.type === 'deactivation' ? { anyway: true } : {}),
  });
  await publishConnection(services, connection);
  return queued;
}

/**
 * Starts what a connection's schedule asks for, where its widget still offers it: a tenant taken off the widget's list, a disabled
 * widget or an expired sign-in pause the schedule (spec §6).
 */
export async function startScheduled(services: Services, connection: ConnectionRow, actionKey: string): Promise<void> {
  const widget = await visibleWidgetIn(services.database.kysely, connection, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action === undefined) return;
  try {
    await startOn(services, connection, widget.definition, action, { startedBy: undefined, scheduled: true });
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    services.log.info('A scheduled run was not started', { connection: connection.id, action: actionKey, code: cause.code });
  }
}

/**
 * Goes on after a sign-in, in the transaction that stores it: with an Activation that is offered and every dependency valid, its run is
 * queued, so that neither a page that was closed meanwhile nor a crash loses it. `undefined` where none begins. `handOver` follows.
 */
export async function queueActivation(
  services: Services,
  queries: Queries,
  connection: ConnectionRow,
  actionKey: string | undefined,
  by: string | undefined,
): Promise<string | undefined> {
  const widget = actionKey === undefined ? undefined : await widgetIn(queries, connection.environment, connection.widget);
  const action = widget?.definition.actions.find((candidate) => candidate.key === actionKey);
  if (widget === undefined || action?.type !== 'activation') return undefined;
  const facts = await connectionFacts(queries, connection, widget.definition);
  const isReady = facts.credentials.every(({ status }) => status === 'valid');
  if (!isReady || !offered(action, facts)) return undefined;
  const running = await activeRunsOf(queries, [connection.id]);
  if (running.some((run) => isLifecycle(run.action_type))) return undefined;
  const { id } = await services.runs.store(await runOn(services, queries, connection, action, { startedBy: by }), queries);
  return id;
}

/** The runner finds a queued run by itself where it cannot be handed over now. */
export async function handOver(services: Services, { tenant }: ConnectionRow, run: string | undefined): Promise<void> {
  if (run === undefined) return;
  try {
    await services.runs.handOver(run, tenant);
  } catch (cause) {
    services.log.warn('A run could not be handed over yet', { run, cause });
  }
}

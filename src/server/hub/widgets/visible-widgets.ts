import type { Scope, Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';

type Ports = Pick<Services, 'definitions'>;

const isVisible = (
  { definition, switches }: DeployedWidget,
  { tenant }: Scope,
  allowed: readonly string[] | undefined,
): boolean =>
  !switches.disabled &&
  (switches.tenants === undefined || switches.tenants.includes(tenant)) &&
  (allowed === undefined || allowed.includes(definition.key));

/** What the session's hub shows, in its order. */
export async function visibleWidgets(queries: Queries, { definitions }: Ports, session: Session): Promise<DeployedWidget[]> {
  const { widgets } = await definitions.in(queries, session.environment);
  return widgets.filter((widget) => isVisible(widget, session, session.widgets));
}

/** Whether the session's hub shows a widget. */
export async function isShown(queries: Queries, { definitions }: Ports, session: Session, key: string): Promise<boolean> {
  const widget = (await definitions.in(queries, session.environment)).widget(key);
  return widget !== undefined && isVisible(widget, session, session.widgets);
}

/** @throws {ProblemError} `widget_not_found`, the same for a hidden widget as for one that is not there */
export async function visibleWidget(
  queries: Queries,
  { definitions }: Ports,
  session: Session,
  key: string,
): Promise<DeployedWidget> {
  const widget = (await definitions.in(queries, session.environment)).widget(key);
  if (widget === undefined || !isVisible(widget, session, session.widgets)) throw new ProblemError('widget_not_found');
  return widget;
}

/** A widget that a tenant's hub shows, for work without a session that must stop when it does not. */
export async function visibleWidgetIn(
  queries: Queries,
  { definitions }: Ports,
  scope: Scope,
  key: string,
): Promise<DeployedWidget | undefined> {
  const widget = (await definitions.in(queries, scope.environment)).widget(key);
  return widget !== undefined && isVisible(widget, scope, undefined) ? widget : undefined;
}

/** A widget for work that goes on without a session (a run, a callback): its switches do not stop what was started. */
export async function widgetIn(
  queries: Queries,
  { definitions }: Ports,
  environment: string,
  key: string,
): Promise<DeployedWidget | undefined> {
  return (await definitions.in(queries, environment)).widget(key);
}

import { randomBytes } from 'node:crypto';
import type { RegisterAuthorizationRequest } from '../../../contract/authorization.js';
import type { FormValues } from '../../../contract/form.js';
import { isLoopback } from '../../../contract/rules/safe-url.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import type { DependencyDefinition, WidgetDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import type { Queries } from '../../platform/database/queries.js';
import { hashOf } from '../../platform/hash.js';
import { type AskedValues, resolveOAuth } from '../../platform/oauth/resolve-oauth.js';
import { ProblemError } from '../../platform/problem-error.js';
import { actionOf } from '../actions/new-run.js';
import { lockConnection } from '../connections/connection.rows.js';
import { connectionFor } from '../connections/find-connection.js';
import type { Connector } from '../definitions/define.js';
import { enteredValues, methodFields, plainValues } from '../definitions/method-fields.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/deployments.js';
import {
  type AuthorizationRow,
  authorizationByDrawnId,
  insertAuthorization,
  openAuthorizationsFor,
} from './authorization.rows.js';
import { sealStart } from './sealed-start.js';
import { announce, cancel } from './states.js';
import { giveBackSoon } from './sweep.js';

const life = 10 * 60_000;

/** @throws {ProblemError} `not_found`, `provider_error` for a widget that names a connector which is not there */
export function connectorFor(
  services: Services,
  widget: WidgetDefinition,
  dependency: string,
): { readonly dependency: DependencyDefinition; readonly connector: Connector } {
  const found = widget.dependencies?.find(({ key }) => key === dependency);
  if (found === undefined) throw new ProblemError('not_found');
  const connector = services.catalogue.connector(found.connector);
  if (connector === undefined) throw new ProblemError('provider_error', { hint: `There is no connector "${found.connector}"` });
  return { dependency: found, connector };
}

/** The Activation that goes on once everything is signed in. @throws {ProblemError} `not_found`, `invalid_request` */
export function requireActivation(widget: WidgetDefinition, action: string | undefined): void {
  if (action === undefined || actionOf(widget, action).type === 'activation') return;
  throw new ProblemError('invalid_request', { errors: [{ pointer: '#/action', code: 'invalid', detail: 'Not an Activation' }] });
}

/** Whether a dependency may be signed in this way: its default, or any that its connector offers where switching is allowed. */
export function isMethodOffered(
  connector: Connector,
  dependency: DependencyDefinition,
  method: RegisterAuthorizationRequest['method'] | Connector['methods'][number]['method'],
): boolean {
  const offered = connector.methods.map((candidate) => candidate.method);
  const usual = dependency.defaultMethod ?? offered[0];
  return offered.includes(method) && (dependency.allowSwitching === true || method === usual);
}

/**
 * Registers a sign-in, in parallel with the window that is already opening (handoff.md 1). Insert-only: an id is taken for good.
 *
 * @throws {ProblemError} `already_registered`, `origin_not_allowed`, `widget_not_found`, `not_found`, `validation_failed`
 */
export async function registerAuthorization(
  services: Services,
  session: Session,
  origin: string | null,
  request: RegisterAuthorizationRequest,
): Promise<AuthorizationRow> {
  const { options, database, now } = services;
  if (origin === null || !(options.allowedOrigins.includes(origin) || isFramed(options, origin))) {
    throw new ProblemError('origin_not_allowed', { hint: 'A sign-in is registered by a page of an allowed origin' });
  }
  const { definition } = await visibleWidget(services, session, request.widget);
  const { dependency, connector } = connectorFor(services, definition, request.dependency);
  requireActivation(definition, request.action);
  if (!isMethodOffered(connector, dependency, 'oauth')) {
    throw new ProblemError('invalid_request', { errors: [{ pointer: '#/method', code: 'invalid' }] });
  }
  const asked = methodFields(connector, 'oauth') ?? [];
  const entered = enteredValues(asked, request.values ?? {});
  const errors = validateForm(asked, entered);
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  const values = askedValues(entered);
  // Before a window waits for it: a shop's name that is none, or a client that is not set up.
  resolveOAuth(connector, dependency, values);
  const connection = await connectionFor(services, session, definition, request.connection);
  const place = {
    environment: session.environment,
    tenant: session.tenant,
    connection: connection.id,
    dependency: dependency.key,
  };
  const start = { connector: connector.key, values };
  const at = now();
  const row = {
    ...place,
    id_hash: hashOf(request.id),
    reference: `auth_${randomBytes(24).toString('base64url')}`,
    proof_hash: hashOf(request.proof),
    tenant_name: session.tenantName ?? null,
    subject: session.subject ?? null,
    person: session.person ?? null,
    action: request.action ?? null,
    origin,
    opened_as: request.window,
    return_url: request.returnUrl !== undefined && mayReturnTo(services, request.returnUrl) ? request.returnUrl : null,
    locale: request.locale ?? null,
    status: 'registered' as const,
    error: null,
    said: null,
    way: null,
    cookie_hash: null,
    state_hash: null,
    sealed: null,
    question: null,
    account_key: null,
    views: '{}',
    created_at: at,
    updated_at: at,
    expires_at: new Date(at.getTime() + life),
  };
  const sealed = await sealStart(services, row, start);
  await database.kysely.transaction().execute(async (transaction) => {
    // One after the other: of two that register at once, each sees the other.
    await lockConnection(transaction, connection.id);
    if (!(await insertAuthorization(transaction, { ...row, sealed }))) throw new ProblemError('already_registered');
    await supersede(services, row, transaction);
  });
  const registered = await authorizationByDrawnId(database.kysely, request.id);
  if (registered === undefined) throw new ProblemError('not_found');
  giveBackSoon(services);
  await announce(services, registered);
  return registered;
}

/** The hub in a frame registers from our own origin. */
const isFramed = ({ embedOrigins, publicUrl }: Services['options'], origin: string): boolean =>
  embedOrigins.length > 0 && origin === new URL(publicUrl).origin;

const askedValues = (entered: FormValues): AskedValues =>
  Object.fromEntries(Object.entries(plainValues(entered)).map(([key, value]) => [key, value === null ? '' : String(value)]));

/** One authorization per (connection, dependency): a new one takes the place of the one before (handoff.md 8). */
async function supersede(
  services: Services,
  row: { readonly connection: string; readonly dependency: string; readonly id_hash: string },
  queries: Queries,
): Promise<void> {
  for (const old of await openAuthorizationsFor(queries, row.connection, row.dependency, row.id_hash)) {
    await cancel(services, old, 'superseded', undefined, queries);
  }
}

/** Exact URLs of the operator's list; on loopback any path of an allowed origin. */
function mayReturnTo({ options }: Services, url: string): boolean {
  if (options.returnUrls.includes(url)) return true;
  if (!URL.canParse(url)) return false;
  const { hostname, origin } = new URL(url);
  return isLoopback(hostname) && options.allowedOrigins.includes(origin);
}

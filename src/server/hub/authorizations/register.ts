import { randomBytes } from 'node:crypto';
import type { RegisterAuthorizationRequest } from '../../../contract/authorization.js';
import type { FormValues } from '../../../contract/form.js';
import { isLoopback } from '../../../contract/rules/safe-url.js';
import { signsIn } from '../../../contract/rules/signs-in.js';
import { validateForm } from '../../../contract/rules/validate-form.js';
import type { DependencyDefinition } from '../../../contract/widget.js';
import type { Session } from '../../platform/access.js';
import type { Transaction } from '../../platform/database/queries.js';
import { hashOf } from '../../platform/hash.js';
import { type AskedValues, resolveOAuth } from '../../platform/oauth/resolve-oauth.js';
import { ProblemError } from '../../platform/problem-error.js';
import { actionOf } from '../actions/new-run.js';
import { publishConnection } from '../connections/connection.rows.js';
import { heldConnectionFor } from '../connections/find-connection.js';
import type { WidgetContent } from '../definitions/content.js';
import type { Connector } from '../definitions/define.js';
import { type DeployedWidget, wholeAttributes } from '../definitions/deployed-widget.js';
import { enteredValues, methodFields, plainValues, usualMethod } from '../definitions/method-fields.js';
import { withoutStrayBlanks } from '../definitions/stray-blanks.js';
import type { Services } from '../services/services.js';
import { visibleWidget } from '../widgets/visible-widgets.js';
import {
  type AuthorizationRow,
  authorizationChanged,
  insertAuthorization,
  openAuthorizationsFor,
  openStatuses,
  transition,
} from './authorization.rows.js';
import { sealStart } from './sealed-start.js';
import { cancelled } from './states.js';
import { giveBackSoon } from './sweep.js';

const life = 10 * 60_000;

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing' | 'background' | 'options' | 'log' | 'now'>;

/** @throws {ProblemError} `not_found`, `provider_error` for a widget that names a connector which is not there */
export function connectorFor(
  { catalogue }: Services['definitions'],
  widget: DeployedWidget,
  key: string,
): { readonly dependency: DependencyDefinition; readonly connector: Connector } {
  const found = widget.dependency(key);
  if (found === undefined) throw new ProblemError('not_found');
  const connector = catalogue.connector(found.connector);
  if (connector === undefined) throw new ProblemError('provider_error', { hint: `There is no connector "${found.connector}"` });
  return { dependency: found, connector };
}

/** The action that goes on once everything is signed in. @throws {ProblemError} `not_found`, `invalid_request` */
export function requireSigningIn(widget: WidgetContent, action: string | undefined): void {
  if (action === undefined || signsIn(actionOf(widget, action))) return;
  const detail = 'Neither an Activation nor a Multi Connector without children';
  throw new ProblemError('invalid_request', { errors: [{ pointer: '#/action', code: 'invalid', detail }] });
}

/** Whether a dependency may be signed in this way: its default, or any that its connector offers where switching is allowed. */
export function isMethodOffered(
  connector: Connector,
  dependency: DependencyDefinition,
  method: RegisterAuthorizationRequest['method'] | Connector['methods'][number]['method'],
): boolean {
  const offered = connector.methods.map((candidate) => candidate.method);
  return offered.includes(method) && (dependency.allowSwitching === true || method === usualMethod(connector, dependency));
}

/**
 * Registers a sign-in, in parallel with the window that is already opening (authorizations/README.md §1). Insert-only: an id is taken
 * for good.
 *
 * @throws {ProblemError} `already_registered`, `origin_not_allowed`, `widget_not_found`, `not_found`, `validation_failed`
 */
export async function registerAuthorization(
  ports: Ports,
  session: Session,
  origin: string | null,
  request: RegisterAuthorizationRequest,
): Promise<AuthorizationRow> {
  const { options, database, definitions, vault } = ports;
  if (origin === null || !(options.allowedOrigins.includes(origin) || isFramed(options, origin))) {
    throw new ProblemError('origin_not_allowed', { hint: 'A sign-in is registered by a page of an allowed origin' });
  }
  const widget = await visibleWidget(database.queries, ports, session, request.widget);
  const { dependency, connector } = connectorFor(definitions, widget, request.dependency);
  requireSigningIn(widget.definition, request.action);
  if (!isMethodOffered(connector, dependency, 'oauth')) {
    throw new ProblemError('invalid_request', { errors: [{ pointer: '#/method', code: 'invalid' }] });
  }
  const asked = methodFields(connector, 'oauth') ?? [];
  const entered = enteredValues(asked, withoutStrayBlanks(asked, 'oauth', request.values ?? {}));
  const errors = validateForm(asked, entered);
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  const values = askedValues(entered);
  // Before a window waits for it: a shop's name that is none, or a client that is not set up.
  resolveOAuth(connector, { attributes: await wholeAttributes(vault, widget, dependency.key) }, values);
  const { row, superseded } = await database.transaction(async (transaction) => {
    // Held: of two that register at once, the second sees the first.
    const connection = await heldConnectionFor(transaction, ports, session, widget.definition, request.connection);
    const place = {
      environment: session.environment,
      tenant: session.tenant,
      connection: connection.id,
      dependency: dependency.key,
    };
    const drawn = { ...place, id_hash: hashOf(request.id) };
    const sealed = await sealStart(ports, drawn, { connector: connector.key, values });
    const inserted = await insertAuthorization(
      transaction,
      { ...newRow(ports, session, origin, request), ...drawn, sealed },
      connection,
    );
    if (inserted === undefined) throw new ProblemError('already_registered');
    const others = await supersede(transaction, ports, inserted);
    const events = [inserted, ...others].map(authorizationChanged);
    await publishConnection(transaction, connection, ports.now(), events);
    return { row: inserted, superseded: others };
  });
  if (superseded.some(({ question }) => question !== null)) giveBackSoon(ports);
  return row;
}

/** What is stored of a registration, beside whose it is and what is sealed. */
function newRow(
  { options, now }: Pick<Services, 'options' | 'now'>,
  session: Session,
  origin: string,
  request: RegisterAuthorizationRequest,
) {
  const at = now();
  const { returnUrl } = request;
  return {
    reference: `auth_${randomBytes(24).toString('base64url')}`,
    proof_hash: hashOf(request.proof),
    tenant_name: session.tenantName ?? null,
    subject: session.subject ?? null,
    person: session.person ?? null,
    action: request.action ?? null,
    origin,
    opened_as: request.window,
    return_url: returnUrl !== undefined && mayReturnTo(options, returnUrl) ? returnUrl : null,
    locale: request.locale ?? null,
    status: 'registered' as const,
    error: null,
    said: null,
    way: null,
    cookie_hash: null,
    state_hash: null,
    question: null,
    account_key: null,
    views: '{}',
    created_at: at,
    updated_at: at,
    expires_at: new Date(at.getTime() + life),
  };
}

/** The hub in a frame registers from our own origin. */
const isFramed = ({ embedOrigins, publicUrl }: Services['options'], origin: string): boolean =>
  embedOrigins.length > 0 && origin === new URL(publicUrl).origin;

const askedValues = (entered: FormValues): AskedValues =>
  Object.fromEntries(Object.entries(plainValues(entered)).map(([key, value]) => [key, value === null ? '' : String(value)]));

/** One authorization per (connection, dependency): a new one takes the place of the one before (authorizations/README.md §8). */
async function supersede(
  transaction: Transaction,
  { now }: Pick<Services, 'now'>,
  row: AuthorizationRow,
): Promise<AuthorizationRow[]> {
  const ended: AuthorizationRow[] = [];
  for (const old of await openAuthorizationsFor(transaction, row.connection, row.dependency, row.id_hash)) {
    const moved = await transition(transaction, old, { from: openStatuses }, cancelled('superseded'), { at: now(), tell: false });
    if (moved !== undefined) ended.push(moved);
  }
  return ended;
}

/** Exact URLs of the operator's list; on loopback any path of an allowed origin. */
function mayReturnTo({ returnUrls, allowedOrigins }: Services['options'], url: string): boolean {
  if (returnUrls.includes(url)) return true;
  if (!URL.canParse(url)) return false;
  const { hostname, origin } = new URL(url);
  return isLoopback(hostname) && allowedOrigins.includes(origin);
}

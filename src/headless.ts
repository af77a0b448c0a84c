import { readHubOptions } from './browser/hub-request.js';
import { pageRegistry } from './browser/page-registry.js';
import { createPagelessOpener } from './browser/pageless-opener.js';
import type { GetToken } from './browser/session.js';
import type { HubStore } from './core/hub/hub.js';

export type { GetToken, TokenRequest } from './browser/session.js';
export type { Action, ActionType, Visibility } from './contract/action.js';
export type { AccountQuestion } from './contract/authorization.js';
export type { Connection, Credential, SaveCredentialRequest } from './contract/connection.js';
export type { IntegrationErrorCode } from './contract/error-code.js';
export type { Configuration, Field, FormValues, Option } from './contract/form.js';
export type { HistoryEntry } from './contract/history.js';
export type { JsonValue } from './contract/names.js';
export type { FieldError } from './contract/problem.js';
export type { Run, RunDetails, RunProgress } from './contract/run.js';
export type { Dependency, Widget } from './contract/widget.js';
export type { ConfigurationSnapshot, ConfigurationStore, FieldOptions } from './core/configuration/configuration.js';
export { type CardState, cardState } from './core/connection/card-state.js';
export type { ActionPlan, ConnectionSnapshot, ConnectionStore, Failure, UserMessage } from './core/connection/connection.js';
export { offeredActions } from './core/connection/plan.js';
export type { SignIn } from './core/connection/sign-in/sign-in.js';
export { IntegrationError } from './core/errors.js';
export type { HistoryFilter, HistorySnapshot, HistoryStore, RunSnapshot } from './core/history/history.js';
export type { AddedConnection, HubDetails, HubFact, HubSnapshot, HubStore, RunOutcome } from './core/hub/hub.js';
export type { Store } from './core/store.js';

export interface IntegrationHubOptions {
  /** Must equal the token's tenant. */
  readonly tenant: string;
  /** The backend's address; may have a path. */
  readonly backend: string | URL;
  /** Default `LIVE`. */
  readonly environment?: string;
  /** Answers a session token. Takes precedence over `token`, that over `tokenUrl`. */
  readonly getToken?: GetToken;
  readonly token?: string;
  /** Default: `/integration-hub/token` of the page's origin. */
  readonly tokenUrl?: string | URL;
  /** The language of the sign-in pages. Default: the page's. */
  readonly locale?: string;
}

/**
 * The hub without elements: snapshots, subscriptions and verbs (src/README.md §7). Shared with the elements of the page that have the
 * same session. Begins to read at once; `dispose()` gives it back.
 *
 * @throws {IntegrationError} `missing_tenant`, `missing_backend`, `invalid_backend`, `insecure_context`, `token_unavailable`
 */
export function createIntegrationHub(options: IntegrationHubOptions): HubStore {
  const { locale } = options;
  const lease = pageRegistry(createPagelessOpener).acquire(
    readHubOptions({ ...options, locale: locale === undefined ? undefined : () => locale }),
  );
  return { ...lease.hub, dispose: () => lease.release() };
}

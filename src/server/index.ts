export type { ActionDefinition, ActionType } from '../contract/action.js';
export type { AuthMethod, ConnectorDefinition, OAuthDefinition } from '../contract/connector.js';
export type { Field, FormStep, FormValues, Option, OptionsPage } from '../contract/form.js';
export type { JsonValue } from '../contract/names.js';
export type { FieldError } from '../contract/problem.js';
export type { AdminRole } from '../contract/session.js';
export type { DependencyDefinition, MetricDefinition, WidgetDefinition } from '../contract/widget.js';
export { createServer } from './create-server.js';
export { CatalogueError } from './hub/definitions/create-catalogue.js';
export {
  type AuthorisedFetch,
  type ConfigurationContext,
  type ConfigurationFlow,
  type Connector,
  type ConnectorFunctions,
  CredentialsRefusedError,
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
  type Flow,
  type FlowContext,
  FlowError,
  type FlowResult,
  type OptionsQuery,
  type StepWork,
  type Storable,
  type TypedCredential,
  type WorkspaceConnection,
} from './hub/definitions/define.js';
export { RunnerInUseError } from './hub/runner/runner-in-use-error.js';
export { type Listener, type ListenOptions, listen } from './listen.js';
export { optionsFromEnvironment } from './options/option-variables.js';
export { defineConfig, type HubConfig, type ServerOptions } from './options/options.js';
export { ServerOptionsError } from './options/resolve-options.js';
export { StoreError } from './platform/database/store-error.js';
export type { Log } from './platform/log.js';
export { type AdminTokenOptions, type SessionTokenOptions, signAdmin, signSession } from './platform/tokens/sign-token.js';
export type { SigningKey, TokenKey } from './platform/tokens/token-key.js';
export { VaultError } from './platform/vault/vault.js';
export type { Server } from './server.js';

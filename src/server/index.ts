export type { ActionType } from '../contract/action.js';
export type { AuthMethod, ConnectorDefinition } from '../contract/connector.js';
export type { Field, FormStep, FormValues, OptionsPage } from '../contract/form.js';
export type { JsonValue } from '../contract/names.js';
export type { FieldError } from '../contract/problem.js';
export type { AdminRole } from '../contract/session.js';
export type { WidgetDefinition } from '../contract/widget.js';
export { CatalogueError } from './catalogue/create-catalogue.js';
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
  type TypedCredential,
  type WorkspaceConnection,
} from './catalogue/define.js';
export { optionsFromEnvironment } from './environment.js';
export { RunnerInUseError } from './flows/runner-in-use-error.js';
export type { Log } from './log.js';
export { type Listener, type ListenOptions, listen } from './node.js';
export type { ServerOptions, SigningKey } from './options.js';
export { ServerOptionsError } from './resolve-options.js';
export { createServer, type Server } from './server.js';
export { type AdminTokenOptions, type SessionTokenOptions, signAdmin, signSession, type TokenKey } from './sessions.js';
export { StoreError } from './store/store-error.js';
export { VaultError } from './vault.js';

export type { AuthMethod } from '../contract/connector.js';
export type { Field, FormStep, FormValues, OptionsPage } from '../contract/form.js';
export type { JsonValue } from '../contract/names.js';
export type { FieldError } from '../contract/problem.js';
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
  type TypedCredential,
  type WorkspaceConnection,
} from './catalogue/define.js';
export { optionsFromEnvironment } from './environment.js';
export type { Log } from './log.js';
export { type Listener, type ListenOptions, listen } from './node.js';
export type { ServerOptions, SigningKey } from './options.js';
export { ServerOptionsError } from './resolve-options.js';
export { createServer, type Server } from './server.js';
export { type AdminTokenOptions, type SessionTokenOptions, signAdmin, signSession, type TokenKey } from './sessions.js';

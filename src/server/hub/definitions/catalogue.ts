import type { WidgetDefinition } from '../../../contract/widget.js';
import type { ConfigurationFlow, Connector, Flow, WorkspaceConnection } from './define.js';

/** What code defines, by key. */
export interface Catalogue {
  readonly widgets: readonly WidgetDefinition[];
  readonly connectors: readonly Connector[];
  connector(key: string): Connector | undefined;
  flow(key: string): Flow | undefined;
  configurationFlow(key: string): ConfigurationFlow | undefined;
  workspaceConnection(name: string): WorkspaceConnection | undefined;
}

import type { WidgetDefinition } from '../../../contract/widget.js';
import type { ConfigurationFlow, Connector, Flow, WorkspaceConnection } from './define.js';

/** What code defines, by key. A flow may be there in several versions: the first one is what is deployed next. */
export interface Catalogue {
  readonly widgets: readonly WidgetDefinition[];
  readonly connectors: readonly Connector[];
  /** `data:` URLs of the connectors' images, which refer to them. */
  readonly images: readonly string[];
  /** What can be served, and will not do what was meant: each with its place and the way out. */
  readonly warnings: readonly string[];
  connector(key: string): Connector | undefined;
  /** @param version default: the first */
  flow(key: string, version?: string): Flow | undefined;
  /** @param version default: the first */
  configurationFlow(key: string, version?: string): ConfigurationFlow | undefined;
  workspaceConnection(name: string): WorkspaceConnection | undefined;
}

import type { EventStreams } from '../http/event-streams.js';
import type { Route } from '../http/route.js';
import { adminConnectorRoutes } from './admin/connectors.js';
import { adminDeploymentRoutes } from './admin/deployments.js';
import { adminVaultRoutes } from './admin/key-rotations.js';
import { adminWidgetRoutes } from './admin/widgets.js';
import { embedRoutes } from './public/embed.js';
import { healthRoutes } from './public/health.js';
import { imageRoutes } from './public/images.js';
import { openApiRoutes } from './public/open-api.js';
import { staticRoutes } from './public/static.js';
import { authorizationRoutes } from './session/authorizations.js';
import { configurationRoutes } from './session/configurations.js';
import { connectionRoutes } from './session/connections.js';
import { eventRoutes } from './session/events.js';
import { historyRoutes } from './session/history.js';
import { hubRoutes } from './session/hub.js';
import { runRoutes } from './session/runs.js';
import { credentialRoutes } from './session/typed-credentials.js';
import { signInRoutes } from './sign-in/sign-in-routes.js';

/** Every route of the server: what is served and what the OpenAPI document says both come from here. */
export function routeTable(options: {
  readonly publicUrl: string;
  readonly streams: EventStreams;
  /** Where the built script lies. */
  readonly scriptDirectory: URL;
}): readonly Route[] {
  const rows: readonly Route[] = [
    ...hubRoutes(),
    ...connectionRoutes,
    ...authorizationRoutes,
    ...credentialRoutes,
    ...configurationRoutes,
    ...historyRoutes,
    ...runRoutes,
    ...eventRoutes(options.streams),
    ...signInRoutes,
    ...embedRoutes,
    ...adminWidgetRoutes,
    ...adminDeploymentRoutes,
    ...adminConnectorRoutes,
    ...adminVaultRoutes,
    ...imageRoutes,
    ...openApiRoutes(() => rows, options.publicUrl),
    ...healthRoutes,
    ...staticRoutes(options.scriptDirectory),
  ];
  return rows;
}

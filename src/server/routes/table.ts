import type { EventStreams } from '../http/event-streams.js';
import { adminRoutes } from './admin.js';
import { adminConnectorRoutes } from './admin-connectors.js';
import { adminVaultRoutes } from './admin-vault.js';
import { authorizationRoutes } from './authorizations.js';
import { configurationRoutes } from './configurations.js';
import { connectionRoutes } from './connections.js';
import { credentialRoutes } from './credentials.js';
import { embedRoutes } from './embed.js';
import { eventRoutes } from './events.js';
import { healthRoutes } from './health.js';
import { historyRoutes } from './history.js';
import { hubRoutes } from './hub.js';
import { imageRoutes } from './images.js';
import { signInRoutes } from './oauth/sign-in-routes.js';
import { openApiRoutes } from './open-api.js';
import type { Route } from './route.js';
import { runRoutes } from './runs.js';
import { staticRoutes } from './static.js';

/** Every route of the server: what is served and what the OpenAPI document says both come from here. */
export function routeTable(options: {
  readonly publicUrl: string;
  readonly streams: EventStreams;
  /** Where the built script lies. */
  readonly scriptDirectory: URL;
}): readonly Route[] {
  const rows: readonly Route[] = [
    ...hubRoutes,
    ...connectionRoutes,
    ...authorizationRoutes,
    ...credentialRoutes,
    ...configurationRoutes,
    ...historyRoutes,
    ...runRoutes,
    ...eventRoutes(options.streams),
    ...signInRoutes,
    ...embedRoutes,
    ...adminRoutes,
    ...adminConnectorRoutes,
    ...adminVaultRoutes,
    ...imageRoutes,
    ...openApiRoutes(() => rows, options.publicUrl),
    ...healthRoutes,
    ...staticRoutes(options.scriptDirectory),
  ];
  return rows;
}

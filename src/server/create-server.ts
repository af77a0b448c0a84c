import { HubServer } from './hub-server.js';
import type { ServerOptions } from './options/options.js';
import type { Server } from './server.js';

/**
 * The backend: a function from request to response, for whatever listens (`listen()`, or a route of your own server).
 * Nothing is started until `start()`.
 *
 * @throws {ServerOptionsError} with every option that it cannot run with
 */
export function createServer(options: ServerOptions): Server {
  return new HubServer(options);
}

import type { Server as NodeServer } from 'node:http';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { Server } from './server.js';

/** How long `close()` waits for answers under way, in milliseconds. */
const GRACE = 2000;
/** How long the lines before a body, and a whole request, may take to arrive: Node's own five minutes are five minutes of a place. */
const HEADERS_TIME = 10_000;
const REQUEST_TIME = 30_000;

export interface ListenOptions {
  /** Default 8787; 0 for any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** How long a request may take to arrive, in milliseconds. Default 30 s. An answer may take as long as it likes. */
  readonly requestTime?: number;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections, waits for answers under way, then cuts off what is left. To drain, call the server's `stop()` beside it. */
  close(): Promise<void>;
}

/**
 * Lets a server listen on a port.
 *
 * @throws when the port is in use
 */
export async function listen(server: Pick<Server, 'fetch'>, options: ListenOptions = {}): Promise<Listener> {
  const { port = 8787, host = '127.0.0.1', requestTime = REQUEST_TIME } = options;
  const node = createAdaptorServer({
    fetch: (request: Request, { incoming }: HttpBindings | Http2Bindings) => {
      const address = incoming.socket.remoteAddress;
      return server.fetch(request, address === undefined ? {} : { address });
    },
    // HTTP/1.0, which checks of health are asked in, has no `Host`; nothing here is taken from it.
    hostname: 'localhost',
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: Math.min(HEADERS_TIME, requestTime),
      requestTimeout: requestTime,
      connectionsCheckingInterval: requestTime / 10,
    },
  }) as NodeServer;
  await new Promise<void>((resolve, reject) => {
    node.once('error', reject);
    node.listen(port, host, () => {
      node.removeListener('error', reject);
      resolve();
    });
  });
  const address = node.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => close(node),
  };
}

function close(node: NodeServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => node.closeAllConnections(), GRACE);
    node.close((cause) => {
      clearTimeout(timer);
      if (cause === undefined) resolve();
      else reject(cause);
    });
    node.closeIdleConnections();
  });
}

import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of the demo that is listening. */
export interface LoopbackServer {
  /** Origin, without a trailing slash. */
  url: string;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1']);

/**
 * Listens on 127.0.0.1 only. `host` is the name that appears in the URL, `port` 0 takes a free one.
 * Throws when `host` is not a loopback name: these services keep demo passwords in plain sight.
 */
export async function listenOnLoopback(
  listener: RequestListener,
  { port, host = '127.0.0.1' }: { port: number; host?: string | undefined },
): Promise<LoopbackServer> {
  if (!loopbackHosts.has(host)) throw new Error(`The demo's providers listen on loopback only, not on "${host}"`);
  const server: Server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${actual}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** The whole body. Throws `BodyTooLargeError` past `limit` bytes, and the socket's error when the sender goes away. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLargeError(`More than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'no-store', ...headers });
  response.end(`${JSON.stringify(body, undefined, 1)}\n`);
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

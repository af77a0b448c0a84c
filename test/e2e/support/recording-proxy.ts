import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Place } from '../../support/secret-scanner.js';

/** One request of a browser and what came back, whole or as far as it got. */
interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly string[];
  readonly requestBody: Buffer[];
  responseHeaders: readonly string[];
  readonly responseBody: Buffer[];
}

/** Between a browser and everything that it talks to: keeps every byte of every request and answer, also of streams that never end. */
export class RecordingProxy {
  readonly #server: Server;
  readonly #exchanges: Exchange[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<RecordingProxy> {
    const server = createServer();
    const proxy = new RecordingProxy(server);
    server.on('request', (incoming, outgoing) => proxy.#forward(incoming, outgoing));
    // Whatever the browser itself asks for over https is none of the pages' business.
    server.on('connect', (_request, socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Everything that went over the network: areas `request line`, `request header`, `request body`, `response header`, `response body`. */
  places(): Place[] {
    return this.#exchanges.flatMap((exchange) => {
      const name = `${exchange.method} ${exchange.url}`;
      const body = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
      return [
        { area: 'request line', name, text: name },
        ...pairs(exchange.requestHeaders).map(([header, text]) => ({ area: 'request header', name: `${name} ${header}`, text })),
        { area: 'request body', name, text: body(exchange.requestBody) },
        ...pairs(exchange.responseHeaders).map(([header, text]) => ({
          area: 'response header',
          name: `${name} ${header}`,
          text,
        })),
        { area: 'response body', name, text: body(exchange.responseBody) },
      ];
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '', rawHeaders } = incoming;
    const exchange: Exchange = {
      method,
      url,
      requestHeaders: rawHeaders,
      requestBody: [],
      responseHeaders: [],
      responseBody: [],
    };
    this.#exchanges.push(exchange);
    // A compressed answer would hide what is in it.
    const headers = pairs(rawHeaders).filter(([name]) => !/^(?:proxy-connection|accept-encoding)$/.test(name));
    const upstream = request(url, { method, headers: headers.flat() as unknown as Record<string, string> }, (answer) => {
      exchange.responseHeaders = answer.rawHeaders;
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.on('data', (chunk: Buffer) => exchange.responseBody.push(chunk));
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.on('data', (chunk: Buffer) => exchange.requestBody.push(chunk));
    incoming.pipe(upstream);
  }
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) found.push([(raw[index] ?? '').toLowerCase(), raw[index + 1] ?? '']);
  return found;
}

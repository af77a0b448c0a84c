import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands before an endpoint of a provider and holds every request until it is opened. */
export interface EndpointGate {
  readonly url: string;
  isHolding(): boolean;
  open(): void;
  /** Closes it again, for the requests that follow. */
  hold(): void;
  close(): Promise<void>;
}

export async function startGate(target: string): Promise<EndpointGate> {
  let holding = 0;
  let open: () => void = () => undefined;
  let opened: Promise<void>;
  const hold = (): void => {
    opened = new Promise((resolve) => {
      open = resolve;
    });
  };
  hold();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    holding += 1;
    await opened;
    holding -= 1;
    const { method = 'GET', headers } = request;
    const [type, authorization] = [headers['content-type'], headers.authorization];
    const forwarded = await fetch(target, {
      method,
      ...(body === '' ? {} : { body }),
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
    response.writeHead(forwarded.status, { 'content-type': 'application/json' }).end(await forwarded.text());
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    isHolding: () => holding > 0,
    open: () => open(),
    hold,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands before a token endpoint and holds every request until it is opened. */
export interface TokenGate {
  readonly url: string;
  isHolding(): boolean;
  open(): void;
  /** Closes it again, for the requests that follow. */
  hold(): void;
  close(): Promise<void>;
}

export async function startTokenGate(target: string): Promise<TokenGate> {
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
    const forwarded = await fetch(target, {
      method: 'POST',
      body,
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    });
    response.writeHead(forwarded.status, { 'content-type': 'application/json' }).end(await forwarded.text());
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    isHolding: () => holding > 0,
    open: () => open(),
    hold,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

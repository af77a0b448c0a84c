import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { DatabasePlace } from './databases.js';

export type Way = Awaited<ReturnType<typeof createWay>>;

/** A way to a PostgreSQL database that can be cut. */
export async function createWay(place: DatabasePlace) {
  assert.ok('url' in place);
  const url = new URL(place.url);
  const port = Number(url.port);
  const sockets = new Set<Socket>();
  let isOpen = true;
  let refused = 0;
  const server = createServer((socket) => {
    if (!isOpen) {
      refused += 1;
      return void socket.resetAndDestroy();
    }
    const there = connect(port, '127.0.0.1');
    for (const end of [socket, there]) {
      sockets.add(end);
      end
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(end);
          (end === socket ? there : socket).destroy();
        });
    }
    socket.pipe(there).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.port = String((server.address() as AddressInfo).port);
  return {
    /** The database by this way. */
    url: url.href,
    /** How often somebody found it cut. */
    refused: () => refused,
    cut() {
      isOpen = false;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mend() {
      isOpen = true;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

import { createServer, type Server } from 'node:net';

/** Ten ports in a row that nobody has. */
export interface PortBlock {
  readonly first: number;
  release(): Promise<void>;
}

const size = 10;
const nextBlock = 200;
/** A block is held by a port that is this far from its first. */
const distance = 10_000;

const listenAt = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

async function isFree(port: number): Promise<boolean> {
  const server = await listenAt(port);
  if (server !== undefined) await close(server);
  return server !== undefined;
}

/** The ports from `first`, or later ones where another process has any of them, or has claimed them and starts right now. */
export async function claimPorts(first: number): Promise<PortBlock> {
  const claim = await listenAt(first + distance);
  if (claim === undefined) return claimPorts(first + nextBlock);
  for (let port = first; port < first + size; port += 1) {
    if (await isFree(port)) continue;
    await close(claim);
    return claimPorts(first + nextBlock);
  }
  return { first, release: () => close(claim) };
}

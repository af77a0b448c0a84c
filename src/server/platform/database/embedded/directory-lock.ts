import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../store-error.js';

// 104 bytes on macOS and 108 on Linux, with the terminating zero.
const SOCKET_PATH_LIMIT = 100;
const PROBE_TIMEOUT = 2000;
const lockFile = /^lock-[0-9a-f]{16}\.sock$/;

export interface DirectoryLock {
  release(): Promise<void>;
}

interface Claim {
  readonly pid: number;
  readonly host: string;
  readonly owner: boolean;
}

/**
 * Makes this process the only one that uses `directory`, until it releases the lock or dies: the kernel closes its socket even after
 * kill -9, where a pid file would go on lying.
 *
 * Every contender listens on a socket of its own before it looks for others, so of two at the same time at least one sees the other;
 * it withdraws before an owner, and before a contender whose name sorts first. A socket that refuses is dead for good, since it gets its
 * visible name after it listens, and names are never used twice.
 *
 * @throws {StoreError} `data_directory_in_use`
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const address = await socketAddress(directory);
  const name = `lock-${randomBytes(8).toString('hex')}.sock`;
  let owner = false;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify({ pid: process.pid, host: hostname(), owner } satisfies Claim));
  });
  const release = async () => {
    await rm(join(directory, name), { force: true });
    await new Promise((resolve) => server.close(resolve));
    await address.dispose();
  };
  try {
    await listen(server, address.of(`${name}.new`));
    await rename(join(directory, `${name}.new`), join(directory, name));
    await outlast(directory, address, name);
  } catch (error) {
    await release();
    throw error;
  }
  owner = true;
  server.unref();
  return { release };
}

/** Returns when nobody else holds or contends for the directory. */
async function outlast(directory: string, address: SocketAddress, own: string): Promise<void> {
  const names = await readdir(directory);
  for (const name of names.filter((candidate) => lockFile.test(candidate) && candidate !== own)) {
    for (;;) {
      const claim = await probe(address.of(name));
      if (claim === 'gone') break;
      if (claim === 'dead') {
        await rm(join(directory, name), { force: true });
        break;
      }
      if (claim.owner || name < own) {
        throw new StoreError(
          'data_directory_in_use',
          `The data directory ${directory} is in use by process ${claim.pid} on ${claim.host}. ` +
            'Stop it first, or give this one another directory; several processes can share a PostgreSQL database.',
        );
      }
    }
  }
}

function probe(path: string): Promise<Claim | 'dead' | 'gone'> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.setTimeout(PROBE_TIMEOUT, () => {
      socket.destroy();
      resolve({ pid: 0, host: 'a host that does not answer', owner: true });
    });
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text === '' ? 'gone' : (JSON.parse(text) as Claim)));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('dead');
      else if (error.code === 'ENOENT' || error.code === 'ECONNRESET') resolve('gone');
      else reject(error);
    });
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

interface SocketAddress {
  of(name: string): string;
  dispose(): Promise<void>;
}

/** Socket paths are short: a long directory is reached through a link, so that its sockets lie in it all the same. */
async function socketAddress(directory: string): Promise<SocketAddress> {
  const longest = `lock-${'0'.repeat(16)}.sock.new`;
  if (Buffer.byteLength(join(directory, longest)) <= SOCKET_PATH_LIMIT) {
    return { of: (name) => join(directory, name), dispose: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const link = join(folder, 'd');
  await symlink(directory, link, 'dir');
  return {
    of: (name) => join(link, name),
    dispose: async () => {
      await unlink(link);
      await rm(folder, { recursive: true });
    },
  };
}

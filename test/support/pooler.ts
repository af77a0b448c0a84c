import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { Turns } from '../../src/server/platform/database/embedded/turns.js';
import {
  encodeError,
  endsBatch,
  readReply,
  skipStartupPacket,
  splitMessages,
} from '../../src/server/platform/database/embedded/wire-protocol.js';

export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

interface Lent {
  readonly socket: Socket;
  readonly client: pg.Client;
}

/** AuthenticationOk, a process of its own making, ReadyForQuery. */
const greeting = (): Buffer => {
  const key = Buffer.from([0x4b, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]);
  key.writeInt32BE(900_000 + Math.floor(Math.random() * 90_000), 5);
  return Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), key, Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
};

/**
 * What PgBouncer is with `pool_mode=transaction`: whoever asks is lent the connection that was given back last, until the end of the
 * transaction.
 */
export async function startPooler(url: string): Promise<Pooler> {
  const idle: Lent[] = [];
  const all: pg.Client[] = [];
  const visitors = new Set<Socket>();

  async function open(): Promise<Lent> {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    await client.connect();
    all.push(client);
    const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    stream.removeAllListeners('data');
    return { socket: stream, client };
  }

  function serve(visitor: Socket): void {
    let unread: Buffer = Buffer.alloc(0);
    let isGreeted = false;
    let lent: Lent | undefined;
    let batch: Buffer[] = [];
    const turns = new Turns();

    async function ask(messages: Buffer): Promise<void> {
      const end = await turns.take();
      try {
        lent ??= idle.pop() ?? (await open());
        const { socket } = lent;
        socket.write(messages);
        let answer: Buffer = Buffer.alloc(0);
        for (;;) {
          const [chunk] = (await once(socket, 'data')) as [Buffer];
          answer = Buffer.concat([answer, chunk]);
          const { messages: whole, rest } = splitMessages(answer);
          if (rest.length === 0 && whole.at(-1)?.type === 'Z') break;
        }
        // Whom it is lent to by then is told what another one listens to, or nobody.
        const { bytes, status } = readReply(answer);
        if (status === 'idle') {
          idle.push(lent);
          lent = undefined;
        }
        visitor.write(bytes);
      } finally {
        end();
      }
    }

    visitor.on('error', () => visitor.destroy());
    visitor.on('close', () => {
      visitors.delete(visitor);
      if (lent !== undefined) void lent.client.end();
    });
    visitor.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      if (!isGreeted) {
        const rest = skipStartupPacket(unread);
        if (rest === undefined) return;
        unread = rest;
        isGreeted = true;
        visitor.write(greeting());
      }
      const { messages, rest } = splitMessages(unread);
      unread = rest;
      for (const { type, bytes } of messages) {
        if (type === 'X') {
          visitor.end();
          return;
        }
        batch.push(bytes);
        if (!endsBatch(type)) continue;
        const whole = Buffer.concat(batch);
        batch = [];
        ask(whole).catch(() => visitor.end(encodeError('08006', 'The pooler is closed')));
      }
    });
  }

  const server = createServer((visitor) => {
    visitors.add(visitor);
    serve(visitor);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pooled = new URL(url);
  pooled.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: pooled.href,
    async close() {
      for (const visitor of visitors) visitor.destroy();
      server.close();
      await Promise.allSettled(all.map((client) => client.end()));
    },
  };
}

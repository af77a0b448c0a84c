/**
 * As much of PostgreSQL's protocol 3.0 as it takes to let several node-postgres clients share one session.
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const HEADER = 5;
const LENGTH_FIELD = 4;

export type TransactionStatus = 'idle' | 'open';

/** The bytes of one message, header included. */
export interface WireMessage {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The complete messages at the start of `buffer`, and the bytes of an incomplete one after them. */
export function splitMessages(buffer: Buffer): { messages: WireMessage[]; rest: Buffer } {
  const messages: WireMessage[] = [];
  let start = 0;
  while (start + HEADER <= buffer.length) {
    const end = start + 1 + buffer.readInt32BE(start + 1);
    if (end > buffer.length) break;
    messages.push({ type: String.fromCharCode(buffer[start] ?? 0), bytes: buffer.subarray(start, end) });
    start = end;
  }
  return { messages, rest: buffer.subarray(start) };
}

/** Cuts off the start-up packet, the only message without a type byte. `undefined` while it is incomplete. */
export function skipStartupPacket(buffer: Buffer): Buffer | undefined {
  if (buffer.length < LENGTH_FIELD) return undefined;
  const length = buffer.readInt32BE(0);
  return buffer.length < length ? undefined : buffer.subarray(length);
}

function encode(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(LENGTH_FIELD + body.length, 1);
  return Buffer.concat([header, body]);
}

const readyForQuery = encode('Z', Buffer.from('I'));

/** AuthenticationOk and ReadyForQuery. */
export const startupAnswer: Buffer = Buffer.concat([encode('R', Buffer.alloc(LENGTH_FIELD)), readyForQuery]);

/** A simple query. */
export function encodeQuery(text: string): Buffer {
  return encode('Q', Buffer.from(`${text}\0`));
}

/** An error as the server would report it; the client may go on. */
export function encodeError(code: string, message: string): Buffer {
  return Buffer.concat([encode('E', Buffer.from(`SERROR\0VERROR\0C${code}\0M${message}\0\0`)), readyForQuery]);
}

/** Whether the server answers everything before this message now. */
export function endsBatch(type: string): boolean {
  return type === 'Q' || type === 'S' || type === 'H';
}

/** Where the name of a prepared statement starts in a message that has one. */
function statementNameOffset({ type, bytes }: WireMessage): number | undefined {
  if (type === 'P') return HEADER;
  if (type === 'B') return bytes.indexOf(0, HEADER) + 1;
  if ((type === 'D' || type === 'C') && bytes[HEADER] === 'S'.charCodeAt(0)) return HEADER + 1;
  return undefined;
}

/** Puts `scope` before the name of a prepared statement, since every client believes that it has the names to itself. */
export function scopeStatement(message: WireMessage, scope: string): Buffer {
  const offset = statementNameOffset(message);
  if (offset === undefined || message.bytes[offset] === 0) return message.bytes;
  const { type, bytes } = message;
  return encode(type, Buffer.concat([bytes.subarray(HEADER, offset), Buffer.from(scope), bytes.subarray(offset)]));
}

export interface Reply {
  /** What the client that asked is to read: everything but notifications. */
  readonly bytes: Buffer;
  readonly notifications: readonly Buffer[];
  /** The client executed LISTEN. */
  readonly listens: boolean;
  /** The server has ended with it. */
  readonly isLast: boolean;
  /** Undefined when the server awaits more from the client. */
  readonly status: TransactionStatus | undefined;
}

/** PostgreSQL, "Error and Notice Message Fields": what it says in every language. */
const isEnd = (bytes: Buffer): boolean =>
  bytes
    .toString('latin1', HEADER)
    .split('\0')
    .some((field) => field === 'VFATAL' || field === 'VPANIC');

export function readReply(buffer: Buffer): Reply {
  const kept: Buffer[] = [];
  const notifications: Buffer[] = [];
  let listens = false;
  // Nothing is answered by one that has ended before.
  let isLast = buffer.length === 0;
  let status: TransactionStatus | undefined;
  for (const { type, bytes } of splitMessages(buffer).messages) {
    if (type === 'A') {
      notifications.push(bytes);
      continue;
    }
    if (type === 'C' && bytes.toString('latin1', HEADER) === 'LISTEN\0') listens = true;
    if (type === 'E' && isEnd(bytes)) isLast = true;
    if (type === 'Z') status = bytes[HEADER] === 'I'.charCodeAt(0) ? 'idle' : 'open';
    kept.push(bytes);
  }
  return { bytes: notifications.length === 0 ? buffer : Buffer.concat(kept), notifications, listens, isLast, status };
}

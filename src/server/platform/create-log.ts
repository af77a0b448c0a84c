import type { Log } from './log.js';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

const telling =
  /authorization|cookie|secret|password|passphrase|token|proof|verifier|api_?key|private_?key|credential|sealed|^code$|^state$|^values$|^body$/i;
const redacted = '[redacted]';

/** Values that are secrets wherever they stand: JWTs and JWEs, bearer and basic credentials, and our sealed envelopes. */
const secretShapes = [
  /\beyJ[\w-]{5,}\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{6,}/gi,
  // The query and the fragment of an address: a callback's code and state stand there.
  /(?<=\bhttps?:\/\/[^\s?#"]+)[?#][^\s"]*/gi,
  // The user and the password of an address.
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi,
];

export interface LogOptions {
  readonly level: Level;
  readonly now?: () => Date;
  /** Secrets of the configuration: never written, wherever they turn up. */
  readonly secrets?: readonly string[];
  /** Gets one line without its line break. Default: the standard output. */
  readonly write?: (line: string) => void;
}

const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A log of JSON lines. What looks like a secret by its key or its value is redacted; control characters are escaped by JSON. */
export function createLog(options: LogOptions): Log {
  const { level, now = () => new Date(), write = toStandardOutput } = options;
  // Short ones would blank out ordinary words.
  const secrets = (options.secrets ?? []).filter((secret) => secret.length >= 8);
  const scrub = (text: string): string => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, redacted);
    for (const shape of secretShapes) clean = clean.replace(shape, redacted);
    return clean;
  };
  const least = levels.indexOf(level);
  const at =
    (name: Level) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (levels.indexOf(name) < least) return;
      const line = { at: now().toISOString(), level: name, message: scrub(message), ...(plain(fields, scrub, 0) as object) };
      write(escapeInvisible(JSON.stringify(line)));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** JSON leaves C1 controls, line separators and directional marks as they are; a terminal obeys them. */
const escapeInvisible = (line: string): string =>
  line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

const DEEPEST = 5;

function plain(value: unknown, scrub: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return scrub(value.length > 4000 ? `${value.slice(0, 4000)}…` : value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= DEEPEST) return '…';
  if (value instanceof Error) return plainError(value, scrub, depth);
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set || value instanceof Headers) return redacted;
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => plain(entry, scrub, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      telling.test(key) && entry !== undefined && entry !== null ? redacted : plain(entry, scrub, depth + 1),
    ]),
  );
}

/** No other property of an error: drivers put whole requests, rows and configurations there. */
function plainError(error: Error, scrub: (text: string) => string, depth: number): unknown {
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: plain(error.cause, scrub, depth + 1) };
  return { name: error.name, ...code, message: scrub(error.message), stack: scrub(error.stack ?? ''), ...cause };
}

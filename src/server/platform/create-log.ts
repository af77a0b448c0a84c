import { hideSecrets, redacted } from './known-secrets.js';
import type { Log } from './log.js';
import { hideDoubtful, hideShapes } from './secret-shapes.js';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

const telling =
  /authorization|cookie|secret|password|passphrase|token|proof|verifier|api_?key|private_?key|credential|sealed|^code$|^state$|^values$|^body$/i;

export interface LogOptions {
  readonly level: Level;
  readonly now?: () => Date;
  /** Secrets of the configuration too short to be told from words anywhere: taken out where they stand by themselves. */
  readonly secrets?: readonly string[];
  /** Gets one line without its line break. Default: the standard output. */
  readonly write?: (line: string) => void;
}

const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Of one text, and of the texts of one line: more than a person reads. */
const longestText = 4000;
const longestLine = 40_000;
/** So much more is looked through that a secret which the cut goes through is known by its beginning. */
const lookahead = 1000;

/** A log of JSON lines. What looks like a secret by its key or its value is redacted; control characters are escaped by JSON. */
export function createLog(options: LogOptions): Log {
  const { level, now = () => new Date(), write = toStandardOutput } = options;
  const short = (options.secrets ?? [])
    .filter((secret) => secret.length >= 4 && secret.length < 8)
    .map((secret) => new RegExp(`(?<![\\p{L}\\p{N}])${secret.replace(/[^\p{L}\p{N}]/gu, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu'));
  const long = (options.secrets ?? []).filter((secret) => secret.length >= 8);
  const clean = (text: string): string => {
    let hidden = hideSecrets(text);
    for (const secret of long) hidden = hidden.replaceAll(secret, redacted);
    for (const shape of short) hidden = hidden.replace(shape, redacted);
    return hideDoubtful(hideShapes(hidden));
  };
  const least = levels.indexOf(level);
  const at =
    (name: Level) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (levels.indexOf(name) < least) return;
      const writer = new LineWriter(clean);
      const line = { at: now().toISOString(), level: name, message: writer.text(message), ...(writer.fields(fields) as object) };
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
const MOST_ENTRIES = 50;

/** What one line says. A log that throws, or that others fill, is worse than one that leaves something out. */
class LineWriter {
  readonly #clean: (text: string) => string;
  #left = longestLine;

  constructor(clean: (text: string) => string) {
    this.#clean = clean;
  }

  text(text: unknown, longest = longestText): string {
    const whole = String(text);
    if (this.#left <= 0) return '…';
    const most = Math.min(longest, this.#left);
    this.#left -= Math.min(whole.length, most);
    const hidden = this.#clean(whole.slice(0, most + lookahead));
    return hidden.length > most || whole.length > most + lookahead ? `${hidden.slice(0, most)}…` : hidden;
  }

  fields(value: object, depth = 0): unknown {
    return Object.fromEntries(
      Object.keys(value)
        .slice(0, MOST_ENTRIES)
        .map((key) => [this.text(key, 100), this.#field(value, key, depth)]),
    );
  }

  #field(value: object, key: string, depth: number): unknown {
    const entry = read(value, key);
    return telling.test(key) && entry !== undefined && entry !== null ? redacted : this.#value(entry, depth + 1);
  }

  #value(value: unknown, depth: number): unknown {
    this.#left -= 1;
    if (this.#left <= 0) return '…';
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return this.text(value, 100);
    if (typeof value !== 'object' || value === null)
      return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL) return this.text(value.href);
    if (depth >= DEEPEST) return '…';
    if (value instanceof Error) return this.#error(value, depth);
    if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set || value instanceof Headers) return redacted;
    if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => this.#value(entry, depth + 1));
    return this.fields(value, depth);
  }

  /** No other property of an error: drivers put whole requests, rows and configurations there. */
  #error(error: Error, depth: number): unknown {
    const code = read(error, 'code');
    const cause = read(error, 'cause');
    const inner = read(error, 'errors');
    return {
      name: this.text(read(error, 'name'), 100),
      ...(typeof code === 'string' ? { code: this.text(code, 100) } : {}),
      message: this.text(read(error, 'message')),
      stack: this.text(read(error, 'stack') ?? ''),
      ...(cause === undefined ? {} : { cause: this.#value(cause, depth + 1) }),
      ...(Array.isArray(inner) && error instanceof AggregateError ? { errors: this.#value(inner.slice(0, 5), depth + 1) } : {}),
    };
  }
}

/** Others make the errors: a property may be a function that throws. */
function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return '…';
  }
}

import type { JsonValue } from '../../contract/names.js';
import { isExact } from '../../contract/rules/exact-number.js';
import { pointerTo } from '../../contract/rules/pointer-step.js';
import { ProblemError } from '../platform/problem-error.js';

const DEEPEST = 32;
/** What reads and checks a body does it in one go: as many values as that takes a few milliseconds for. */
const MOST_VALUES = 20_000;
/** Each of which is looked for among the others, here and by every check. */
const MOST_KEYS = 2000;

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows every other character as it is
const plain = /[^"\\\u0000-\u001f]*/y;
const unicode = /[0-9a-fA-F]{4}/y;
const space = /[ \t\n\r]*/y;

class Reader {
  readonly #text: string;
  readonly #path: (string | number)[] = [];
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#take(space);
    if (this.#at !== this.#text.length) throw this.#malformed();
    return value;
  }

  #value(depth: number): JsonValue {
    this.#values += 1;
    if (this.#values > MOST_VALUES) throw this.#malformed(`The body has more than ${MOST_VALUES} values`);
    this.#take(space);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth + 1);
    if (first === '[') return this.#array(depth + 1);
    if (first === '"') return this.#checkedString();
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return this.#number();
  }

  #object(depth: number): JsonValue {
    this.#enter(depth);
    const object: Record<string, JsonValue> = {};
    if (this.#skips('}')) return object;
    let keys = 0;
    do {
      keys += 1;
      if (keys > MOST_KEYS) throw this.#malformed(`An object of the body has more than ${MOST_KEYS} keys`);
      this.#take(space);
      if (this.#text[this.#at] !== '"') throw this.#malformed();
      const key = this.#checkedString();
      this.#path.push(key);
      // An own property of that name would become the prototype of the first careless copy.
      if (key === '__proto__') throw this.#refused('unknown_field');
      if (Object.hasOwn(object, key)) throw this.#malformed('The same key is given twice');
      if (!this.#skips(':')) throw this.#malformed();
      object[key] = this.#value(depth);
      this.#path.pop();
    } while (this.#skips(','));
    if (!this.#skips('}')) throw this.#malformed();
    return object;
  }

  #array(depth: number): JsonValue {
    this.#enter(depth);
    const array: JsonValue[] = [];
    if (this.#skips(']')) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#value(depth));
      this.#path.pop();
    } while (this.#skips(','));
    if (!this.#skips(']')) throw this.#malformed();
    return array;
  }

  #enter(depth: number): void {
    if (depth > DEEPEST) throw this.#malformed(`The body is nested more than ${DEEPEST} levels deep`);
    this.#at += 1;
  }

  /** No database text holds a zero character, and a lone surrogate does not survive UTF-8. */
  #checkedString(): string {
    const text = this.#string();
    if (text.includes('\0') || /\p{Cs}/u.test(text)) throw this.#refused('invalid');
    return text;
  }

  #string(): string {
    this.#at += 1;
    let text = '';
    for (;;) {
      text += this.#take(plain);
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '"') return text;
      if (next !== '\\') throw this.#malformed();
      text += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (letter !== 'u') {
      const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
      if (character === undefined) throw this.#malformed();
      return character;
    }
    const code = this.#take(unicode);
    if (code === '') throw this.#malformed();
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  #number(): number {
    const text = this.#take(number);
    if (text === '') throw this.#malformed();
    const value = Number(text);
    if (!isExact(text, value)) throw this.#refused('number_not_exact');
    return value === 0 ? 0 : value;
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#malformed();
    this.#at += word.length;
    return value;
  }

  #skips(character: string): boolean {
    this.#take(space);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #malformed(detail?: string): ProblemError {
    return new ProblemError('malformed_json', detail === undefined ? {} : { detail });
  }

  /** Points at the entry without repeating more of the request than the names of its keys. */
  #refused(code: 'unknown_field' | 'invalid' | 'number_not_exact'): ProblemError {
    return new ProblemError('invalid_request', { errors: [{ pointer: pointerTo(this.#path), code }] });
  }
}

/**
 * JSON for values that must survive on their way: no key twice, no number that a double cannot carry, no lone surrogate or zero character,
 * at most 32 levels, 20,000 values and 2,000 keys in an object, no `__proto__`. RFC 8259 with the strictness of RFC 7493 (I-JSON).
 *
 * @throws {ProblemError} `malformed_json`, or `invalid_request` with a pointer
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProblemError('malformed_json', { detail: 'The body is not UTF-8', cause });
  }
  return new Reader(text).document();
}

/** What a pattern is made of. */
export type Part =
  | { readonly kind: 'atom'; readonly source: string }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'row'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly parts: readonly Part[] }
  | { readonly kind: 'again'; readonly part: Part; readonly least: number; readonly most: number };

export interface Ahead {
  readonly part: Part;
  readonly wanted: boolean;
}

/** It looks back, or ahead elsewhere than at its beginning, or is too large. */
export class NotSupportedError extends Error {
  override readonly name = 'NotSupportedError';
}

const opening = /\((?:\?(?::|<(?![=!])[^>]*>))?(?!\?)/y;
const atom =
  /\[(?:[^\]\\]|\\.)*\]|\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^1-9kbBuxcpP])|[^\\[()|*+?{}^$\]]/suy;
const repetition = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

/** Reads what the engine of the language has taken for a pattern (with the flag `u`). */
class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  alternatives(): { readonly ahead: readonly Ahead[]; readonly part: Part }[] {
    const found: { readonly ahead: readonly Ahead[]; readonly part: Part }[] = [];
    do {
      const ahead: Ahead[] = [];
      this.#skips('^');
      for (let wanted = this.#aheads(); wanted !== undefined; wanted = this.#aheads()) {
        const part = this.#either();
        if (!this.#skips(')')) throw new NotSupportedError();
        ahead.push({ part, wanted });
      }
      found.push({ ahead, part: this.#row() });
    } while (this.#skips('|'));
    if (this.#at < this.#source.length) throw new NotSupportedError();
    return found;
  }

  #aheads(): boolean | undefined {
    if (this.#skips('(?=')) return true;
    return this.#skips('(?!') ? false : undefined;
  }

  #either(): Part {
    const parts: Part[] = [];
    do parts.push(this.#row());
    while (this.#skips('|'));
    return { kind: 'either', parts };
  }

  #row(): Part {
    const parts: Part[] = [];
    for (let part = this.#one(); part !== undefined; part = this.#one()) parts.push(this.#repeated(part));
    return { kind: 'row', parts };
  }

  #one(): Part | undefined {
    if (this.#skips('^')) return { kind: 'start' };
    if (this.#skips('$')) return { kind: 'end' };
    if (this.#take(opening) !== undefined) {
      const part = this.#either();
      if (!this.#skips(')')) throw new NotSupportedError();
      return part;
    }
    const source = this.#take(atom)?.[0];
    return source === undefined ? undefined : { kind: 'atom', source };
  }

  #repeated(part: Part): Part {
    const found = this.#take(repetition);
    if (found === undefined) return part;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined)
      return { kind: 'again', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const open = most === '' ? Number.POSITIVE_INFINITY : Number(most);
    return { kind: 'again', part, least: Number(least), most: comma === '' ? Number(least) : open };
  }

  #skips(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}

/**
 * The alternatives of what the engine of the language has taken for a pattern, each with the looks ahead that it begins with.
 *
 * @throws {NotSupportedError} for what looks back, or ahead elsewhere
 */
export const readPattern = (source: string): { readonly ahead: readonly Ahead[]; readonly part: Part }[] =>
  new Reader(source).alternatives();

import { NotSupportedError, type Part, readPattern } from './pattern-reader.js';

/**
 * Patterns that authors write for what people type, matched in a time that grows with the text and with nothing else. The engine of the
 * language tries every way through a pattern: `(a+)+` and thirty characters stop a server. This one follows all ways at once, and takes
 * the same patterns for it, but for what looks back or ahead (a look ahead at the very beginning excepted).
 */

type Node =
  | { readonly kind: 'character'; readonly atom: number; readonly next: number }
  | { readonly kind: 'either'; next: readonly number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'done' };

interface Limits {
  /** Sets of places. */
  readonly states: number;
  /** Places looked at to meet them: what takes the time, and is the same on every machine. */
  readonly looks: number;
}

/** `x{1,1000}` is a thousand nodes. */
const mostNodes = 1000;
/** What may be met of a pattern: when it is written, and with texts, whose letters can be any. */
const written: Limits = { states: 1000, looks: 200_000 };
const typed: Limits = { states: 4000, looks: 800_000 };
/** Characters whose kind is remembered. */
const mostCharacters = 10_000;

/** What the parts of a pattern may meet together. */
class Allowance {
  #states: number;
  #looks: number;

  constructor({ states, looks }: Limits) {
    this.#states = states;
    this.#looks = looks;
  }

  get left(): number {
    return this.#looks;
  }

  /** @throws {NotSupportedError} */
  look(places: number): void {
    this.#looks -= places;
    if (this.#looks < 0) throw new NotSupportedError();
  }

  /** @throws {NotSupportedError} */
  meet(): void {
    this.#states -= 1;
    if (this.#states < 0) throw new NotSupportedError();
  }
}

/** So many letters are tested in the time that one place is looked at in. */
const testsALook = 8;

/** A letter of each kind that the patterns of people tell apart: the first ones all, of the others some of every script. */
const letters = (): readonly string[] => [
  ...Array.from({ length: 0x180 }, (_, code) => String.fromCodePoint(code)),
  ...Array.from({ length: (0x3400 - 0x180) / 0x20 }, (_, index) => String.fromCodePoint(0x180 + index * 0x20 + 5)),
  ...'가힣漢字あア😀🧾',
];

interface State {
  readonly nodes: readonly number[];
  readonly isDone: boolean;
  /** By what its atoms say of a character. */
  readonly next: Map<string, State>;
}

/** All ways through a part, followed at once; each set of places met is remembered. */
class Automaton {
  readonly #nodes: Node[] = [{ kind: 'done' }];
  readonly #atoms = new Map<string, number>();
  readonly #tests: RegExp[] = [];
  readonly #entry: number;
  readonly #kinds = new Map<string, string>();
  readonly #states = new Map<string, State>();
  readonly #allowance: Allowance;

  constructor(part: Part, allowance: Allowance) {
    this.#allowance = allowance;
    this.#entry = this.#add(part, 0);
  }

  /** Meets every set of places that a text can lead to. @throws {NotSupportedError} where there are too many */
  explore(source: string): void {
    const usual = letters();
    const kinds = new Set([...usual, ...source].map((letter) => this.#kindOf(letter)));
    this.#allowance.look(Math.ceil((this.#tests.length * usual.length) / testsALook));
    const found = new Set([this.#first()]);
    for (const state of found) for (const kind of kinds) found.add(this.#after(state, kind));
  }

  /**
   * @param isPrefix it is enough that the text begins so
   * @throws {NotSupportedError} where too many sets of places are met
   */
  matches(text: readonly string[], isPrefix = false): boolean {
    let state = this.#first();
    for (const character of text) {
      if (isPrefix && state.nodes.includes(0)) return true;
      if (state.nodes.length === 0) return false;
      const kind = this.#kindOf(character);
      state = state.next.get(kind) ?? this.#after(state, kind);
    }
    return state.isDone;
  }

  #push(node: Node): number {
    if (this.#nodes.length >= mostNodes) throw new NotSupportedError();
    return this.#nodes.push(node) - 1;
  }

  /** The node that a part begins with, where it is followed by `next`. */
  #add(part: Part, next: number): number {
    if (part.kind === 'atom') return this.#push({ kind: 'character', atom: this.#atom(part.source), next });
    if (part.kind === 'row') return part.parts.reduceRight((after, one) => this.#add(one, after), next);
    if (part.kind === 'either') return this.#push({ kind: 'either', next: part.parts.map((one) => this.#add(one, next)) });
    if (part.kind !== 'again') return this.#push({ kind: part.kind, next });
    return this.#addRepeated(part, next);
  }

  #addRepeated({ part, least, most }: Part & { readonly kind: 'again' }, next: number): number {
    let entry = next;
    if (most === Number.POSITIVE_INFINITY) {
      const loop: Node = { kind: 'either', next: [] };
      entry = this.#push(loop);
      loop.next = [this.#add(part, entry), next];
    } else {
      for (let turn = least; turn < most; turn++) entry = this.#push({ kind: 'either', next: [this.#add(part, entry), next] });
    }
    for (let turn = 0; turn < least; turn++) {
      const before = this.#add(part, entry);
      if (before === entry) break;
      entry = before;
    }
    return entry;
  }

  #atom(source: string): number {
    const known = this.#atoms.get(source);
    if (known !== undefined) return known;
    this.#atoms.set(source, this.#tests.length);
    return this.#tests.push(new RegExp(`^${source}$`, 'u')) - 1;
  }

  #kindOf(character: string): string {
    const known = this.#kinds.get(character);
    if (known !== undefined) return known;
    if (this.#kinds.size >= mostCharacters) this.#kinds.clear();
    const kind = this.#tests.map((test) => (test.test(character) ? '1' : '0')).join('');
    this.#kinds.set(character, kind);
    return kind;
  }

  #first(): State {
    return this.#state([this.#entry], true);
  }

  #after(state: State, kind: string): State {
    this.#allowance.look(state.nodes.length + 1);
    const reached = state.nodes.flatMap((id) => {
      const node = this.#nodes[id];
      return node?.kind === 'character' && kind[node.atom] === '1' ? [node.next] : [];
    });
    const next = this.#state(reached, false);
    state.next.set(kind, next);
    return next;
  }

  #state(entries: readonly number[], isStart: boolean): State {
    const nodes = [...this.#reach(entries, isStart, false)]
      .filter((id) => ['character', 'end', 'done'].includes(this.#nodes[id]?.kind ?? ''))
      .sort((one, other) => one - other);
    const name = nodes.join();
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    this.#allowance.meet();
    const state = { nodes, isDone: this.#reach(nodes, isStart, true).has(0), next: new Map() };
    this.#states.set(name, state);
    return state;
  }

  /** What is reached without a character. */
  #reach(entries: readonly number[], isStart: boolean, isEnd: boolean): ReadonlySet<number> {
    const reached = new Set(entries);
    for (const id of reached) {
      const node = this.#nodes[id];
      if (node?.kind === 'either') for (const next of node.next) reached.add(next);
      else if ((node?.kind === 'start' && isStart) || (node?.kind === 'end' && isEnd)) reached.add(node.next);
    }
    this.#allowance.look(reached.size);
    return reached;
  }
}

interface Pattern {
  /** @throws {NotSupportedError} for one that is too large */
  matches(text: string): boolean;
  /** @throws {NotSupportedError} the same, whatever the text will be */
  explore(): void;
}

/** @throws {SyntaxError} @throws {NotSupportedError} for one that looks back or ahead, or is too large */
function compile(source: string, allowance: Allowance): Pattern {
  // What it takes is what the engine of the language takes, with the flag `u`.
  RegExp(`^(?:${source})$`, 'u');
  const alternatives = readPattern(source).map(({ ahead, part }) => ({
    ahead: ahead.map(({ part: seen, wanted }) => ({ automaton: new Automaton(seen, allowance), wanted })),
    automaton: new Automaton(part, allowance),
  }));
  return {
    matches(text) {
      const characters = [...text];
      return alternatives.some(
        ({ ahead, automaton }) =>
          ahead.every((one) => one.automaton.matches(characters, true) === one.wanted) && automaton.matches(characters),
      );
    },
    explore() {
      for (const { ahead, automaton } of alternatives)
        for (const one of [automaton, ...ahead.map((seen) => seen.automaton)]) one.explore(source);
    },
  };
}

function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof NotSupportedError) return undefined;
    throw cause;
  }
}

/** What all the patterns that are looked at together may take: two seconds at most, on a slow machine. */
const mostLooksTogether = 6 * written.looks;

/**
 * Whether an author may write a pattern: a regular expression that any text is matched with in time. What is asked of one answers for all
 * that code defines: where their patterns take too long to be looked at, the rest is refused.
 */
export function createPatternCheck(): (source: string) => boolean {
  const known = new Map<string, boolean>();
  let left = mostLooksTogether;
  return (source) => {
    const before = known.get(source);
    if (before !== undefined) return before;
    const most = Math.min(left, written.looks);
    const allowance = new Allowance({ ...written, looks: most });
    const is =
      orUndefined(() => {
        compile(source, allowance).explore();
        return true;
      }) ?? false;
    left -= most - Math.max(0, allowance.left);
    known.set(source, is);
    return is;
  };
}

export const isPattern = (source: string): boolean => createPatternCheck()(source);

const mostPatterns = 200;
const compiled = new Map<string, Pattern | undefined>();

/**
 * Whether the whole text is as the pattern of a field says. A pattern that cannot be matched in time is refused where it is written; in a
 * form that an earlier version stored it is left to the flow.
 */
export function isMatch(source: string, text: string): boolean {
  if (!compiled.has(source)) {
    if (compiled.size >= mostPatterns) compiled.clear();
    compiled.set(
      source,
      orUndefined(() => compile(source, new Allowance(typed))),
    );
  }
  const pattern = compiled.get(source);
  const isMatched = orUndefined(() => pattern?.matches(text));
  if (isMatched === undefined) compiled.set(source, undefined);
  return isMatched ?? true;
}

/**
 * The `:state()`s of an element, set as a whole: what is not named is not so. Attributes say what the page wants, states what the
 * element knows.
 */
export class CustomStates {
  readonly #internals: ElementInternals;
  #names: ReadonlySet<string> = new Set();

  constructor(host: HTMLElement) {
    this.#internals = host.attachInternals();
  }

  set(names: Iterable<string>): void {
    const next = new Set(names);
    for (const name of this.#names) if (!next.has(name)) this.#internals.states.delete(name);
    for (const name of next) if (!this.#names.has(name)) this.#internals.states.add(name);
    this.#names = next;
  }
}

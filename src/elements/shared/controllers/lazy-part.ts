import type { CSSResult, ReactiveControllerHost } from 'lit';

interface Styled {
  readonly styles?: readonly CSSResult[];
}

/** What elements have asked for ahead, each chunk once; `undefined` until it has come. */
const fetched = new Map<() => Promise<object>, object | undefined>();

/** A part of an element that comes as a chunk of its own when it is first drawn, with its styles. */
export class LazyPart<Part extends object> {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #import: () => Promise<Part>;
  #part: Part | undefined;
  #loading: Promise<Part> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, load: () => Promise<Part>) {
    this.#host = host;
    this.#import = load;
  }

  /** The part, or `undefined` until it has come; the element is drawn again then. Call it while drawing. */
  get(): Part | undefined {
    const known = fetched.get(this.#import) as Part | undefined;
    if (this.#part === undefined && known !== undefined) this.#take(known);
    if (this.#part === undefined && this.#loading === undefined) {
      this.load().catch((cause: unknown) => console.error('integration-hub: a chunk of the script could not be loaded.', cause));
    }
    return this.#part;
  }

  /** The same, but loads it only once what is drawn now has been painted. */
  soon(): Part | undefined {
    if (this.#part === undefined && this.#loading === undefined) requestAnimationFrame(() => setTimeout(() => this.get()));
    return this.#part;
  }

  /** Fetches it after that without drawing anything again: nothing of it is shown yet. */
  ahead(): void {
    const load = this.#import;
    if (fetched.has(load)) return;
    fetched.set(load, undefined);
    const begin = () =>
      load().then(
        (part) => fetched.set(load, part),
        // It is asked for again, and told of, when it is drawn.
        () => fetched.delete(load),
      );
    requestAnimationFrame(() => setTimeout(begin));
  }

  /** Loads the part. A failure is tried again at the next call. */
  load(): Promise<Part> {
    this.#loading ??= this.#import().then(
      (part) => {
        this.#take(part);
        this.#host.requestUpdate();
        return part;
      },
      (cause: unknown) => {
        this.#loading = undefined;
        throw cause;
      },
    );
    return this.#loading;
  }

  #take(part: Part): void {
    if (this.#part !== undefined) return;
    this.#part = part;
    const root = this.#host.shadowRoot;
    const { styles = [] } = part as Styled;
    const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
    if (root !== null) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
  }
}

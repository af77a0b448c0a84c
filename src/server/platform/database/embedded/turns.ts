/** Gives one holder at a time the turn, first come first served. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  /** @returns what ends the turn */
  take(): Promise<() => void>;
  /** @returns what ends the turn, or `undefined` when `timeout` milliseconds went by */
  take(timeout: number): Promise<(() => void) | undefined>;
  take(timeout?: number): Promise<(() => void) | undefined> {
    if (!this.#taken) {
      this.#taken = true;
      return Promise.resolve(this.#end);
    }
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const granted = () => {
        clearTimeout(timer);
        resolve(this.#end);
      };
      this.#waiting.push(granted);
      if (timeout === undefined) return;
      timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(granted), 1);
        resolve(undefined);
      }, timeout);
    });
  }

  readonly #end = (): void => {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken = false;
  };
}

import { createHash } from 'node:crypto';

/** Numbers that look random and are the same for the same text. */
export class Seed {
  readonly #text: string;
  #drawn = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#drawn += 1;
    return createHash('sha256').update(`${this.#text}#${this.#drawn}`).digest().readUInt32BE() % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as Item);
  }
}

/** Two moments of the years 2024 and 2025, the later one second. */
export function modifiedAt(seed: Seed): { createdTime: string; modifiedTime: string } {
  const created = Date.UTC(2024, 0, 1) + seed.below(365 * 24 * 3600) * 1000;
  const modified = created + seed.below(300 * 24 * 3600) * 1000;
  return { createdTime: new Date(created).toISOString(), modifiedTime: new Date(modified).toISOString() };
}

/** So much of a secret that is longer tells it for certain. */
const certain = 64;
/** Secrets that begin one another which are looked at for one place of a text. */
const mostNested = 4;

/**
 * Secrets in the order of their letters, by their first ones: what stands at a place of a text is found in few looks however many begin
 * alike, as the tokens of one provider do.
 */
export class SecretIndex {
  readonly #start: number;
  readonly #buckets = new Map<string, string[]>();
  readonly #texts = new Set<string>();

  /** @param start letters that every secret has at least */
  constructor(start: number) {
    this.#start = start;
  }

  get size(): number {
    return this.#texts.size;
  }

  /** The oldest first. */
  get texts(): Iterable<string> {
    return this.#texts;
  }

  add(text: string): void {
    const isNew = !this.#texts.delete(text);
    this.#texts.add(text);
    if (!isNew) return;
    const start = text.slice(0, this.#start);
    const bucket = this.#buckets.get(start);
    if (bucket === undefined) this.#buckets.set(start, [text]);
    else bucket.splice(placeIn(bucket, this.#start, text, 0, text.length), 0, text);
  }

  delete(text: string): void {
    if (!this.#texts.delete(text)) return;
    const start = text.slice(0, this.#start);
    const bucket = this.#buckets.get(start) ?? [];
    bucket.splice(placeIn(bucket, this.#start, text, 0, text.length) - 1, 1);
    if (bucket.length === 0) this.#buckets.delete(start);
  }

  /** How many letters from a place on are the first ones of a secret. */
  common(text: string, at: number): number {
    const bucket = this.#buckets.get(text.slice(at, at + this.#start));
    if (bucket === undefined) return 0;
    const place = placeIn(bucket, this.#start, text, at, text.length);
    // The one with the most in common stands beside the place where the text itself would.
    return Math.max(commonOf(bucket[place - 1], this.#start, text, at), commonOf(bucket[place], this.#start, text, at));
  }

  /** How long the longest secret of at most `most` letters is that stands at a place. */
  short(text: string, at: number, most: number): number {
    for (let length = most; length >= this.#start; length--) if (this.#texts.has(text.slice(at, at + length))) return length;
    return 0;
  }

  /** How long the secret is that stands at a place; of a very long one, so much of it as does. */
  whole(text: string, at: number): number {
    const bucket = this.#buckets.get(text.slice(at, at + this.#start));
    if (bucket === undefined) return 0;
    let end = text.length;
    for (let turn = 0; turn < mostNested; turn++) {
      const place = placeIn(bucket, this.#start, text, at, end);
      const before = bucket[place - 1];
      const length = commonOf(before, this.#start, text, at, end);
      if (length >= certain || length === before?.length) return length;
      if (turn === 0) {
        const after = commonOf(bucket[place], this.#start, text, at, end);
        if (after >= certain) return after;
      }
      if (length < this.#start) return 0;
      // A shorter one may stand before those that go on in another way.
      end = at + length;
    }
    return 0;
  }
}

/** @param known how many are known to be in common */
function commonOf(secret: string | undefined, known: number, text: string, at: number, end = text.length): number {
  if (secret === undefined) return 0;
  const most = Math.min(secret.length, end - at);
  let length = Math.min(known, most);
  while (length < most && secret.charCodeAt(length) === text.charCodeAt(at + length)) length += 1;
  return length;
}

/** Of how many secrets it comes after, or is, what stands at a place of a text. */
function placeIn(bucket: readonly string[], known: number, text: string, at: number, end: number): number {
  let [low, high] = [0, bucket.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const secret = bucket[middle] ?? '';
    const length = commonOf(secret, known, text, at, end);
    const isAfter = length === secret.length || (at + length < end && secret.charCodeAt(length) < text.charCodeAt(at + length));
    if (isAfter) low = middle + 1;
    else high = middle;
  }
  return low;
}

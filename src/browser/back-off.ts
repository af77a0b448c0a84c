/** Milliseconds to wait before another attempt: "full jitter", so that many pages do not come back at once. */
export function backOff(attempt: number, random: () => number, { base = 300, longest = 30_000 } = {}): number {
  return random() * Math.min(longest, base * 2 ** attempt);
}

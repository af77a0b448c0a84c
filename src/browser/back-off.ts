/** Milliseconds to wait before another attempt: "full jitter", so that many pages do not come back at once. */
export function backOff(attempt: number, random: () => number, { base = 300, longest = 30_000 } = {}): number {
  return random() * Math.min(longest, base * 2 ** attempt);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

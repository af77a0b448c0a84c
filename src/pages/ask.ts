import { requestHeader } from '../contract/protocol.js';

/** Milliseconds that a backend which restarts or is busy is waited for. */
const patience = 30_000;
const longestPause = 8000;
const longestRetryAfter = 60_000;
const passing = new Set([429, 502, 503, 504]);

const pause = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [requestHeader]: '1' },
    body: JSON.stringify(body),
    cache: 'no-store',
  });

/** Our server says seconds (RFC 9110, 10.2.3). */
function retryAfter(response: Response | undefined): number | undefined {
  const seconds = response?.headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? Math.min(Number(seconds) * 1000, longestRetryAfter) : undefined;
}

/** Asks our own server, again and again while it is busy or out of reach. `undefined`: no answer that helps. */
export async function ask<Answer>(path: string, body: unknown): Promise<Answer | undefined> {
  for (let waited = 0, next = 1000; ; next = Math.min(next * 2, longestPause)) {
    const response = await post(path, body).catch(() => undefined);
    if (response?.ok === true) {
      const answer = await response.json().catch(() => undefined);
      if (answer !== undefined) return answer as Answer;
    } else if (response !== undefined && !passing.has(response.status)) return undefined;
    if (waited >= patience) return undefined;
    const wait = retryAfter(response) ?? next;
    waited += wait || next;
    await pause(wait);
  }
}

import { requestHeader } from '../contract/protocol.js';

const retryAfter = 1000;

const pause = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));

async function once<Answer>(path: string, body: unknown): Promise<Answer | undefined> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [requestHeader]: '1' },
    body: JSON.stringify(body),
    cache: 'no-store',
  });
  return response.ok ? ((await response.json()) as Answer) : undefined;
}

/** Asks our own server, once more where the network failed. `undefined`: no answer that helps. */
export async function ask<Answer>(path: string, body: unknown): Promise<Answer | undefined> {
  try {
    return await once<Answer>(path, body);
  } catch {
    await pause(retryAfter);
  }
  try {
    return await once<Answer>(path, body);
  } catch {
    return undefined;
  }
}

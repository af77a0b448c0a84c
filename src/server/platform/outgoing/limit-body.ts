import { OutgoingError } from './outgoing-error.js';

const withoutBody = new Set([101, 204, 205, 304]);

/** The same answer, whose body fails once it is longer than `maximum` bytes (after decompression). */
export function limitBody(response: Response, maximum: number): Response {
  if (response.body === null || withoutBody.has(response.status)) return response;
  let length = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > maximum) controller.error(new OutgoingError('too_large', `more than ${maximum} bytes`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

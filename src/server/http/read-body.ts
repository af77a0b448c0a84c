import { ProblemError } from '../platform/problem-error.js';

/** @throws {ProblemError} `unsupported_media_type` */
export function requireJson(request: Request): void {
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== 'application/json' || !isUtf8) throw new ProblemError('unsupported_media_type');
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') throw new ProblemError('unsupported_media_type');
}

/**
 * The body, as far as it is allowed to be long: what it says of its length is not believed.
 * @throws {ProblemError} `body_too_large`
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = () => new ProblemError('body_too_large', { detail: `At most ${limit} bytes` });
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, length);
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

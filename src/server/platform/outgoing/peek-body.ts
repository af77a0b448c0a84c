/** An error is short; what is longer, or comes later, is not one. */
const maximumBytes = 16_384;
const patience = 2000;

/** What a short JSON answer says, and the same answer to be read by somebody else. */
export async function peekJson(response: Response): Promise<{ readonly response: Response; readonly body: unknown }> {
  const isJson = /[/+]json\b/i.test(response.headers.get('content-type') ?? '');
  if (!isJson || response.body === null) return { response, body: undefined };
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  const { isWhole, pending } = await readStart(reader, chunks);
  const { status, statusText, headers } = response;
  const again = new Response(replay(reader, chunks, isWhole, pending), { status, statusText, headers });
  return { response: again, body: isWhole ? parsed(chunks) : undefined };
}

type Read = Promise<ReadableStreamReadResult<Uint8Array>>;
type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Reads until it is over, too long or too slow. What was asked for and has not come is handed on. */
async function readStart(
  reader: Reader,
  chunks: Uint8Array[],
): Promise<{ readonly isWhole: boolean; readonly pending: Read | undefined }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined);
  });
  try {
    for (let length = 0; length <= maximumBytes; ) {
      const pending = reader.read();
      // A body that broke off fails for who reads it.
      const result = await Promise.race([pending.catch(() => undefined), late]);
      if (result === undefined) return { isWhole: false, pending };
      if (result.done) return { isWhole: true, pending: undefined };
      chunks.push(result.value);
      length += result.value.byteLength;
    }
    return { isWhole: false, pending: undefined };
  } finally {
    clearTimeout(timer);
  }
}

function replay(
  reader: Reader,
  chunks: readonly Uint8Array[],
  isWhole: boolean,
  pending: Read | undefined,
): ReadableStream<Uint8Array> {
  let asked = pending;
  return new ReadableStream<Uint8Array>({
    start(stream) {
      for (const chunk of chunks) stream.enqueue(chunk);
      if (isWhole) stream.close();
    },
    async pull(stream) {
      const read = asked ?? reader.read();
      asked = undefined;
      const result = await read;
      if (result.done) stream.close();
      else stream.enqueue(result.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function parsed(chunks: readonly Uint8Array[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

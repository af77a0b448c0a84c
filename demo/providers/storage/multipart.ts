import { GoogleError } from '../shared/google-error.js';

export interface MultipartUpload {
  metadata: Record<string, unknown>;
  contentType: string;
  content: Buffer;
}

/**
 * The two parts of an `uploadType=multipart` body: JSON metadata, then the media.
 * Source: Cloud Storage JSON API, "Single-request uploads"; RFC 2387.
 */
export function parseMultipart(contentType: string, body: Buffer): MultipartUpload {
  const boundary = /^multipart\/related\s*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) throw malformed('The Content-Type names no boundary.');
  const [metadata, media, ...more] = split(body, `--${name}`).map(parsePart);
  if (!metadata || !media || more.length > 0) throw malformed('A multipart upload has exactly two parts.');
  try {
    const parsed: unknown = JSON.parse(metadata.content.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) throw new SyntaxError('not an object');
    return { metadata: parsed as Record<string, unknown>, contentType: media.contentType, content: media.content };
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('The metadata is not a JSON object.');
    throw error;
  }
}

/** What lies between the delimiters, without the line break that belongs to each delimiter. */
function split(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const next = body.indexOf(`\r\n${delimiter}`, start);
    if (next === -1) break;
    parts.push(body.subarray(body.indexOf('\r\n', start) + 2, next));
    start = next + 2;
  }
  return parts;
}

function parsePart(part: Buffer): { contentType: string; content: Buffer } {
  const end = part.indexOf('\r\n\r\n');
  if (end === -1) throw malformed('A part has no header.');
  const header = part.subarray(0, end).toString('latin1');
  const contentType = /^content-type:\s*(.+)$/im.exec(header)?.[1]?.trim() ?? 'application/octet-stream';
  return { contentType, content: part.subarray(end + 4) };
}

function malformed(message: string): GoogleError {
  return new GoogleError(400, { reason: 'badRequest', message: `Malformed multipart body. ${message}` });
}

import { invalidParameter } from '../shared/google-error.js';
import { parseMultipart } from './multipart.js';
import type { Upload } from './object-store.js';

/** What an upload request asks for: `uploadType` `media` or `multipart`. Source: Cloud Storage JSON API, `objects.insert`. */
export function readUpload(
  bucket: string,
  parameters: URLSearchParams,
  contentType = 'application/octet-stream',
  body: Buffer,
): Upload {
  const ifGenerationMatch = generationOf(parameters);
  const type = parameters.get('uploadType');
  if (type === 'media') {
    const name = parameters.get('name');
    if (!name) throw invalidParameter('name', 'Required', 'required');
    return { bucket, name, contentType, content: body, ifGenerationMatch };
  }
  if (type !== 'multipart') throw invalidParameter('uploadType', `Upload type "${type}" is not available here`);
  const { metadata, content, contentType: mediaType } = parseMultipart(contentType, body);
  const name = metadata['name'] ?? parameters.get('name');
  if (typeof name !== 'string' || name === '') throw invalidParameter('name', 'Required', 'required');
  const custom = metadata['metadata'] as Record<string, string> | undefined;
  const stated = typeof metadata['contentType'] === 'string' ? metadata['contentType'] : mediaType;
  return { bucket, name, contentType: stated, content, ifGenerationMatch, ...(custom ? { metadata: custom } : {}) };
}

/** The `ifGenerationMatch` precondition; 0 means that the object must not exist. */
export function generationOf(parameters: URLSearchParams): number | undefined {
  const text = parameters.get('ifGenerationMatch');
  if (text === null) return undefined;
  if (!/^\d{1,16}$/.test(text)) throw invalidParameter('ifGenerationMatch', `Invalid value: ${text}`);
  return Number(text);
}

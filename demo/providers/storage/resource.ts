import type { StoredObject } from './object-store.js';

/** An object as the JSON API shows it (`storage#object`). Numbers are strings, as in every Google API. */
export function describeObject(object: StoredObject, origin: string): Record<string, unknown> {
  const { bucket, name, generation, contentType, bytes, md5Hash, crc32c, metadata, createdAt } = object;
  const path = `/b/${bucket}/o/${encodeURIComponent(name)}`;
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: `${origin}/storage/v1${path}`,
    mediaLink: `${origin}/download/storage/v1${path}?generation=${generation}&alt=media`,
    name,
    bucket,
    generation: String(generation),
    metageneration: '1',
    contentType,
    storageClass: 'STANDARD',
    size: String(bytes),
    md5Hash,
    crc32c,
    etag: etagOf(object),
    timeCreated: createdAt,
    updated: createdAt,
    ...(metadata ? { metadata } : {}),
  };
}

export function etagOf({ generation }: StoredObject): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(generation));
  return bytes.toString('base64');
}

/** `objects.list`: a page of objects and, with a delimiter, of the prefixes ("folders") among them. */
export function listObjects(
  objects: readonly StoredObject[],
  parameters: URLSearchParams,
  origin: string,
): Record<string, unknown> {
  const prefix = parameters.get('prefix') ?? '';
  const delimiter = parameters.get('delimiter');
  const maxResults = Math.min(Number(parameters.get('maxResults') ?? 1000) || 1000, 1000);
  const after = Buffer.from(parameters.get('pageToken') ?? '', 'base64url').toString('utf8');
  const items: unknown[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const object of objects) {
    const cut = delimiter ? object.name.indexOf(delimiter, prefix.length) : -1;
    const entry = cut === -1 ? object.name : object.name.slice(0, cut + (delimiter?.length ?? 0));
    if ((after !== '' && Buffer.compare(Buffer.from(entry), Buffer.from(after)) <= 0) || entry === last) continue;
    if (items.length + prefixes.length === maxResults) {
      return { ...page(items, prefixes), nextPageToken: Buffer.from(last).toString('base64url') };
    }
    if (cut === -1) items.push(describeObject(object, origin));
    else prefixes.push(entry);
    last = entry;
  }
  return page(items, prefixes);
}

function page(items: unknown[], prefixes: string[]): Record<string, unknown> {
  return { kind: 'storage#objects', ...(items.length > 0 ? { items } : {}), ...(prefixes.length > 0 ? { prefixes } : {}) };
}

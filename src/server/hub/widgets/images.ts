import { createHash } from 'node:crypto';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Services } from '../services/services.js';
import { everyDefinition } from './deployments.js';

export interface StoredImage {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const servedTypes = new Set(['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** Found ones of each server: definitions are searched once an image. */
const found = new WeakMap<Services, Map<string, StoredImage>>();

const digestOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32);

/**
 * Where a browser gets an image that a definition carries as `data:`: from this server, so that the pages we are pasted into need
 * no `data:` in their policy. Any other address stays as it is.
 */
export function imageAddress(publicUrl: string, url: string): string {
  return url.startsWith('data:') ? `${publicUrl.replace(/\/$/, '')}/images/${digestOf(url)}` : url;
}

function decode(url: string): StoredImage | undefined {
  const [, type = '', base64, text = ''] =
    /^data:([a-z]+\/[a-z0-9.+-]+)(?:;charset=[a-z0-9-]+)?(;base64)?,(.*)$/is.exec(url) ?? [];
  if (!servedTypes.has(type.toLowerCase())) return undefined;
  const bytes = base64 === undefined ? Buffer.from(decodeURIComponent(text), 'utf8') : Buffer.from(text, 'base64');
  return { type: type.toLowerCase(), bytes: new Uint8Array(bytes) };
}

function* addressesOf(widget: WidgetDefinition): Generator<string> {
  for (const { url } of widget.images ?? []) yield url;
  for (const { imageUrl } of widget.dependencies ?? []) if (imageUrl !== undefined) yield imageUrl;
}

/** An image by the digest in its address. */
export async function findImage(services: Services, digest: string): Promise<StoredImage | undefined> {
  const known = found.get(services) ?? new Map<string, StoredImage>();
  found.set(services, known);
  const cached = known.get(digest);
  if (cached !== undefined) return cached;
  const widgets = await everyDefinition(services.database.kysely);
  const urls = [
    ...services.catalogue.connectors.flatMap((connector) => (connector.images ?? []).map(({ url }) => url)),
    ...widgets.flatMap((widget) => [...addressesOf(widget)]),
  ];
  const url = urls.find((candidate) => candidate.startsWith('data:') && digestOf(candidate) === digest);
  const image = url === undefined ? undefined : decode(url);
  if (image !== undefined) known.set(digest, image);
  return image;
}

import { createHash } from 'node:crypto';

const prefix = 'image:';

/** Stands for a `data:` URL in what is stored: its digest, by which the bytes are found. */
export const referenceTo = (url: string): string => `${prefix}${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;

/** The digest in a reference; `undefined` for a URL. */
export const digestIn = (url: string): string | undefined => (url.startsWith(prefix) ? url.slice(prefix.length) : undefined);

export const isDataUrl = (url: string): boolean => url.startsWith('data:');

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as z from 'zod/mini';
import { acceptedEncoding, type Encoding } from '../../http/accepted-encoding.js';
import { route } from '../../http/route.js';
import { errorCode } from '../../platform/coded-error.js';
import { version } from '../../platform/package-version.js';
import { ProblemError } from '../../platform/problem-error.js';

/** As small as it gets: each file is compressed once. */
const compressors: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

const FOREVER = 'public, max-age=31536000, immutable';
/** The unversioned entry: a release reaches pages within five minutes. */
const BRIEFLY = 'public, max-age=300';

const mediaTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  map: 'application/json',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly tag: string;
  readonly compressed: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
}

/** Read once, by the names that are there: no path of a request ever reaches the file system. */
async function readFiles(directory: URL): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const entry of await namesIn(directory)) {
    const type = mediaTypes[entry.split('.').pop() ?? ''];
    if (type === undefined) continue;
    const bytes = new Uint8Array(await readFile(new URL(entry, directory)));
    const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    files.set(entry, { bytes, type, tag, compressed: new Map() });
  }
  return files;
}

/** A backend without the built script, as in development, serves none. */
async function namesIn(directory: URL): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const base = fileURLToPath(directory);
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(base, join(entry.parentPath, entry.name)));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}

function compressed({ bytes, compressed: done }: StaticFile, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const small = done.get(encoding) ?? compressors[encoding](bytes).then((made) => new Uint8Array(made));
  done.set(encoding, small);
  return small;
}

async function serve(request: Request, file: StaticFile | undefined, caching: string): Promise<Response> {
  if (file === undefined) throw new ProblemError('not_found');
  const headers: Record<string, string> = {
    'cache-control': caching,
    etag: file.tag,
    vary: 'Accept-Encoding',
    // Any page may load the script; a page that isolates itself (COEP) may too.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  if ((request.headers.get('if-none-match') ?? '').includes(file.tag)) return new Response(null, { status: 304, headers });
  headers['content-type'] = file.type;
  const encoding = acceptedEncoding(request.headers.get('accept-encoding'));
  if (encoding === undefined) return new Response(file.bytes, { headers });
  return new Response(await compressed(file, encoding), { headers: { ...headers, 'content-encoding': encoding } });
}

const entry = /^integration-hub\.js(?:\.map)?$/;

/** The script that pages load, and its chunks (src/README.md §7). */
export function staticRoutes(directory: URL) {
  let reading: Promise<ReadonlyMap<string, StaticFile>> | undefined;
  const files = () => {
    reading ??= readFiles(directory);
    return reading;
  };
  const responses = {
    200: { description: 'The file', content: 'text/javascript' },
    304: { description: 'Nothing has changed since the `ETag` in `If-None-Match`', content: null },
  } as const;
  const FileName = z.string().check(z.regex(/^[\w.-]{1,120}$/));
  const chunk = (path: string, operationId: string) =>
    route({
      method: 'get',
      path,
      operationId,
      summary: 'A part of the script; its name says its content',
      audience: 'public',
      always: true,
      params: z.object({ file: FileName, ...(path.includes('{version}') ? { version: z.literal(version) } : {}) }),
      responses,
      problems: ['not_found'],
      handler: async ({ request, params }) => serve(request, (await files()).get(`chunks/${params.file}`), FOREVER),
    });
  const script = (path: string, operationId: string, caching: string, name?: string) =>
    route({
      method: 'get',
      path,
      operationId,
      summary: 'The script that pages load',
      audience: 'public',
      always: true,
      params: z.object({
        ...(name === undefined ? { file: z.string().check(z.regex(entry)) } : {}),
        ...(path.includes('{version}') ? { version: z.literal(version) } : {}),
      }),
      responses,
      problems: ['not_found'],
      handler: async ({ request, params }) =>
        serve(request, (await files()).get(name ?? String(Reflect.get(params, 'file'))), caching),
    });
  return [
    script('/integration-hub.js', 'readScript', BRIEFLY, 'integration-hub.js'),
    script('/integration-hub.js.map', 'readScriptMap', BRIEFLY, 'integration-hub.js.map'),
    chunk('/chunks/{file}', 'readChunk'),
    // For pages that pin the major version of the API that they were written for, not a release.
    script('/v1/integration-hub.js', 'readScriptOfMajor', BRIEFLY, 'integration-hub.js'),
    script('/v1/integration-hub.js.map', 'readScriptMapOfMajor', BRIEFLY, 'integration-hub.js.map'),
    chunk('/v1/chunks/{file}', 'readChunkOfMajor'),
    script('/{version}/{file}', 'readScriptOfVersion', FOREVER),
    chunk('/{version}/chunks/{file}', 'readChunkOfVersion'),
    // Browsers ask for it on our pages, and complain in their consoles where nothing answers.
    route({
      method: 'get',
      path: '/favicon.ico',
      operationId: 'readPageIcon',
      summary: 'The icon of the sign-in pages, which have none',
      audience: 'public',
      always: true,
      responses: { 204: { description: 'No icon', content: null } },
      handler: async () => new Response(null, { status: 204, headers: { 'cache-control': FOREVER } }),
    }),
  ];
}

import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { GoogleError, insufficientScope, unauthenticated } from './shared/google-error.js';
import { BodyTooLargeError, bearerToken, listenOnLoopback, readBody, sendJson } from './shared/loopback.js';
import { AccessTokens } from './storage/access-tokens.js';
import { ObjectStore, type StorageEvent, type StoredObject } from './storage/object-store.js';
import { describeObject, etagOf, listObjects } from './storage/resource.js';
import { AssertionError, createServiceAccount, type ServiceAccountKey, verifyAssertion } from './storage/service-account.js';
import { generationOf, readUpload } from './storage/upload.js';

export { createServiceAccount, type ServiceAccountKey } from './storage/service-account.js';

export interface StorageOptions {
  /** 0 takes a free one. */
  port: number;
  /** Name in the URL. Default `127.0.0.1`. */
  host?: 'localhost' | '127.0.0.1';
  /** Objects, the log, the service account and keys are kept here. */
  dataDirectory: string;
  /** Default: `integration-hub-demo`. */
  buckets?: readonly string[];
  /** Seconds. Default 3600. */
  accessTokenTtl?: number;
  /** Milliseconds before every answer of the API. Default 0. */
  latency?: number;
  /** Takes unexpected errors, one a call. Default `console.error`. */
  log?: (line: string) => void;
}

export interface CloudStorage {
  /** Origin; the API is below `/storage/v1` and `/upload/storage/v1`, the token endpoint is `/token`. */
  url: string;
  /** The key file with which a workspace signs in. */
  serviceAccount: ServiceAccountKey;
  /** Every write, refused write and deletion ever, oldest first, also over restarts; also `GET /admin/log`. */
  readonly log: readonly StorageEvent[];
  setLatency(milliseconds: number): void;
  /** Refuses the next `times` API requests with this status (429, 500, 503) before anything is stored. */
  failNext(status: number, times?: number): void;
  close(): Promise<void>;
}

const readScopes = ['cloud-platform', 'devstorage.read_only', 'devstorage.read_write', 'devstorage.full_control'].map(scopeUrl);
const writeScopes = ['devstorage.read_write', 'cloud-platform', 'devstorage.full_control'].map(scopeUrl);
const uploadLimit = 64 * 1024 * 1024;
const assertionGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Cloud Storage's JSON API as far as keeping files goes, with Google's service-account sign-in. */
export async function startStorage(options: StorageOptions): Promise<CloudStorage> {
  const { dataDirectory, buckets = ['integration-hub-demo'], accessTokenTtl = 3600, log = console.error } = options;
  await mkdir(dataDirectory, { recursive: true });
  const store = new ObjectStore(dataDirectory);
  const tokens = new AccessTokens(join(dataDirectory, 'token.key'), accessTokenTtl);
  let serviceAccount: ServiceAccountKey | undefined;
  let latency = options.latency ?? 0;
  let failure = { status: 500, left: 0 };

  async function issueToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams((await readBody(request, 16 * 1024)).toString('utf8'));
    if (form.get('grant_type') !== assertionGrant) return sendJson(response, 400, { error: 'unsupported_grant_type' });
    try {
      if (!serviceAccount) throw new AssertionError('There is no service account yet');
      sendJson(response, 200, tokens.issue(await verifyAssertion(form.get('assertion') ?? '', serviceAccount)));
    } catch (error) {
      if (!(error instanceof AssertionError)) throw error;
      sendJson(response, 400, { error: 'invalid_grant', error_description: error.message });
    }
  }

  function authorize(request: IncomingMessage, scopes: readonly string[]): void {
    const token = bearerToken(request);
    if (!token) throw unauthenticated('missing');
    const granted = tokens.verify(token);
    if (!granted) throw unauthenticated('invalid');
    if (!scopes.some((scope) => granted.includes(scope))) throw insufficientScope(scopes[0] ?? '');
  }

  async function upload(
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    parameters: URLSearchParams,
  ): Promise<void> {
    authorize(request, writeScopes);
    const content = await readBody(request, uploadLimit);
    const object = await store.write(readUpload(bucket, parameters, request.headers['content-type'], content));
    if (!object) throw preconditionFailed();
    sendJson(response, 200, describeObject(object, server.url), { etag: etagOf(object) });
  }

  async function oneObject(
    request: IncomingMessage,
    response: ServerResponse,
    object: StoredObject,
    parameters: URLSearchParams,
  ) {
    const generation = generationOf(parameters);
    if (generation !== undefined && generation !== object.generation) throw preconditionFailed();
    if (request.method === 'DELETE') {
      store.delete(object);
      response.writeHead(204).end();
      return;
    }
    if (parameters.get('alt') !== 'media')
      return sendJson(response, 200, describeObject(object, server.url), { etag: etagOf(object) });
    const content = await store.read(object);
    response.writeHead(200, {
      'content-type': object.contentType,
      'content-length': content.length,
      'x-goog-generation': object.generation,
      'x-goog-hash': `crc32c=${object.crc32c},md5=${object.md5Hash}`,
      etag: etagOf(object),
    });
    response.end(content);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method === 'POST' && url.pathname === '/token') return issueToken(request, response);
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    if (failure.left > 0) {
      failure.left -= 1;
      request.resume();
      throw new GoogleError(failure.status, {
        reason: failure.status === 429 ? 'rateLimitExceeded' : 'backendError',
        message: 'Backend Error',
      });
    }
    const match = /^\/(upload\/|download\/)?storage\/v1\/b\/([^/]+)(?:\/o(?:\/([^/]+))?)?$/.exec(url.pathname);
    const [area, bucket, name] = [match?.[1], decode(match?.[2]), decode(match?.[3])];
    if (!match || !bucket) throw new GoogleError(404, { reason: 'notFound', message: 'Not Found' });
    if (area === 'upload/' ? request.method !== 'POST' || name : !['GET', 'DELETE'].includes(request.method ?? '')) {
      throw new GoogleError(405, { reason: 'methodNotAllowed', message: 'Method Not Allowed' });
    }
    authorize(request, request.method === 'GET' ? readScopes : writeScopes);
    if (!buckets.includes(bucket))
      throw new GoogleError(404, { reason: 'notFound', message: 'The specified bucket does not exist.' });
    if (area === 'upload/') return upload(request, response, bucket, url.searchParams);
    if (name !== undefined) {
      const object = store.find(bucket, name);
      if (!object) throw new GoogleError(404, { reason: 'notFound', message: `No such object: ${bucket}/${name}` });
      return oneObject(request, response, object, url.searchParams);
    }
    if (request.method === 'DELETE') throw new GoogleError(405, { reason: 'methodNotAllowed', message: 'Method Not Allowed' });
    if (url.pathname.endsWith('/o')) {
      return sendJson(
        response,
        200,
        listObjects(store.list(bucket, url.searchParams.get('prefix') ?? ''), url.searchParams, server.url),
      );
    }
    const selfLink = `${server.url}/storage/v1/b/${bucket}`;
    sendJson(response, 200, {
      kind: 'storage#bucket',
      id: bucket,
      selfLink,
      name: bucket,
      location: 'EU',
      storageClass: 'STANDARD',
    });
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    if (!URL.canParse(request.url ?? '', 'http://storage.invalid')) return void response.writeHead(400).end();
    const url = new URL(request.url ?? '', 'http://storage.invalid');
    if (request.method === 'GET' && /^(\/admin)?\/log$/.test(url.pathname)) return sendJson(response, 200, store.log);
    answer(request, response, url).catch((error: unknown) => {
      if (error instanceof GoogleError) return error.send(response);
      if (error instanceof BodyTooLargeError)
        return new GoogleError(413, { reason: 'uploadTooLarge', message: error.message }).send(response);
      // The sender left in the middle of a body: there is nobody to answer, and nothing was stored.
      if (request.destroyed && !request.complete) return;
      log(`storage: ${error instanceof Error ? error.stack : String(error)}`);
      new GoogleError(500, { reason: 'backendError', message: 'Internal Error' }).send(response);
    });
  };

  const server = await listenOnLoopback(listener, { port: options.port, host: options.host });
  serviceAccount = await createServiceAccount({ dataDirectory, tokenUri: `${server.url}/token` });
  return {
    ...server,
    serviceAccount,
    get log() {
      return store.log;
    },
    setLatency: (milliseconds) => {
      latency = milliseconds;
    },
    failNext: (status, times = 1) => {
      failure = { status, left: times };
    },
  };
}

function preconditionFailed(): GoogleError {
  return new GoogleError(412, {
    reason: 'conditionNotMet',
    message: 'At least one of the pre-conditions you specified did not hold.',
    location: 'If-Match',
    locationType: 'header',
  });
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch (cause) {
    throw new GoogleError(400, { reason: 'invalid', message: `Malformed path: ${String(cause)}` });
  }
}

function scopeUrl(name: string): string {
  return `https://www.googleapis.com/auth/${name}`;
}

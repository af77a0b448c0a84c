import type { IncomingMessage, ServerResponse } from 'node:http';
import { driveMetadataReadonly, driveReadonly } from './authorization/scopes.js';
import type { AccessTokenInfo } from './authorization-server.js';
import { listFiles } from './drive/list.js';
import { selectFields } from './drive/partial-response.js';
import { describeFile } from './drive/resource.js';
import { type DriveFile, type DriveTree, type DriveTreeSize, folderType, plantDrive } from './drive/tree.js';
import { GoogleError, insufficientScope, invalidParameter, unauthenticated } from './shared/google-error.js';
import { bearerToken, listenOnLoopback, sendJson } from './shared/loopback.js';

export interface DriveOptions {
  /** 0 takes a free one. */
  port: number;
  /** Name in the URL. Default `127.0.0.1`. */
  host?: 'localhost' | '127.0.0.1';
  /** Asks the authorization server whom a token speaks for. */
  verifyAccessToken: (token: string) => Promise<AccessTokenInfo | undefined>;
  /** How much each account's Drive holds. */
  size?: DriveTreeSize;
  /** Milliseconds before every answer. Default 0. */
  latency?: number;
  /** Takes unexpected errors, one a call. Default `console.error`. */
  log?: (line: string) => void;
}

/** One request that reached the API. */
export interface DriveEvent {
  /** ISO 8601. */
  at: string;
  request: 'list' | 'get' | 'media' | 'about' | 'other';
  status: number;
  /** The account's email address. */
  account?: string;
  fileId?: string;
}

export interface Drive {
  /** Origin; the API is below `/drive/v3`. */
  url: string;
  /** Every request so far, oldest first; also `GET /admin/log`. */
  readonly log: readonly DriveEvent[];
  /** The Drive of an account, by email address: what a test compares with. */
  tree(email: string): DriveTree;
  /** Milliseconds before every answer from now on. */
  setLatency(milliseconds: number): void;
  /** Refuses the next `times` requests with this status (429, 500, 503), as Drive does under load. */
  failNext(status: number, times?: number): void;
  close(): Promise<void>;
}

interface Call {
  url: URL;
  path: string[];
  request: IncomingMessage;
  response: ServerResponse;
  event: DriveEvent;
}

/** Drive v3 as far as reading goes: `files.list`, `files.get` (also `alt=media`), `about.get`. Each account has a seeded tree. */
export async function startDrive(options: DriveOptions): Promise<Drive> {
  const { verifyAccessToken, size, log = console.error } = options;
  const trees = new Map<string, DriveTree>();
  const events: DriveEvent[] = [];
  let latency = options.latency ?? 0;
  let failure = { status: 500, left: 0 };

  const treeOf = (email: string): DriveTree => {
    const tree = trees.get(email) ?? plantDrive(email, size);
    trees.set(email, tree);
    return tree;
  };

  async function authorize({ request, event }: Call, scopes: readonly string[]): Promise<AccessTokenInfo> {
    const token = bearerToken(request);
    if (!token) throw unauthenticated('missing');
    const info = await verifyAccessToken(token);
    if (!info) throw unauthenticated('invalid');
    event.account = info.email;
    const granted = info.scope.split(' ');
    if (!scopes.some((scope) => granted.includes(scope))) throw insufficientScope(scopes[0] ?? '');
    return info;
  }

  async function about(call: Call): Promise<void> {
    const { email, name, accountId } = await authorize(call, [driveReadonly, driveMetadataReadonly]);
    const fields = call.url.searchParams.get('fields');
    if (!fields) throw invalidParameter('fields', "The 'fields' parameter is required for this method.", 'required');
    const user = { kind: 'drive#user', displayName: name, me: true, permissionId: accountId, emailAddress: email };
    sendJson(call.response, 200, selectFields({ kind: 'drive#about', user }, fields));
  }

  async function list(call: Call): Promise<void> {
    const owner = await authorize(call, [driveReadonly, driveMetadataReadonly]);
    sendJson(call.response, 200, listFiles(treeOf(owner.email), owner, call.url.searchParams));
  }

  async function get(call: Call, id: string): Promise<void> {
    const media = call.url.searchParams.get('alt') === 'media';
    call.event.request = media ? 'media' : 'get';
    call.event.fileId = id;
    const owner = await authorize(call, media ? [driveReadonly] : [driveReadonly, driveMetadataReadonly]);
    const tree = treeOf(owner.email);
    const file = tree.files.get(id === 'root' ? tree.rootId : id);
    if (!file) throw fileNotFound(id);
    if (media) return sendMedia(call.response, file, tree.content(file));
    sendJson(
      call.response,
      200,
      selectFields(describeFile(file, owner), call.url.searchParams.get('fields') ?? 'kind,id,name,mimeType'),
    );
  }

  async function answer(call: Call): Promise<void> {
    const [api, version, resource, id, ...rest] = call.path;
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    if (failure.left > 0) {
      failure.left -= 1;
      throw overloaded(failure.status);
    }
    const known = call.request.method === 'GET' && api === 'drive' && version === 'v3' && rest.length === 0;
    if (known && resource === 'about' && id === undefined) {
      call.event.request = 'about';
      return about(call);
    }
    if (known && resource === 'files' && id === undefined) {
      call.event.request = 'list';
      return list(call);
    }
    if (known && resource === 'files' && id) return get(call, id);
    throw notFound();
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const url = URL.canParse(request.url ?? '', 'http://drive.invalid') && new URL(request.url ?? '', 'http://drive.invalid');
    if (!url) return notFound().send(response);
    if (request.method === 'GET' && /^(\/admin)?\/log$/.test(url.pathname)) return sendJson(response, 200, events);
    const event: DriveEvent = { at: new Date().toISOString(), request: 'other', status: 0 };
    events.push(event);
    answer({ url, path: url.pathname.slice(1).split('/'), request, response, event })
      .catch((error: unknown) => {
        if (error instanceof GoogleError) return error.send(response);
        log(`drive: ${error instanceof Error ? error.stack : String(error)}`);
        new GoogleError(500, { reason: 'backendError', message: 'Internal Error' }).send(response);
      })
      .finally(() => {
        event.status = response.statusCode;
      });
  };

  const server = await listenOnLoopback(listener, { port: options.port, host: options.host });
  return {
    ...server,
    log: events,
    tree: treeOf,
    setLatency: (milliseconds) => {
      latency = milliseconds;
    },
    failNext: (status, times = 1) => {
      failure = { status, left: times };
    },
  };
}

function sendMedia(response: ServerResponse, file: DriveFile, content: Buffer): void {
  if (file.mimeType === folderType) {
    throw new GoogleError(403, {
      reason: 'fileNotDownloadable',
      message: 'Only files with binary content can be downloaded. Use Export with Docs Editors files.',
      location: 'alt',
      locationType: 'parameter',
    });
  }
  response.writeHead(200, {
    'content-type': file.mimeType,
    'content-length': content.length,
    'cache-control': 'private, no-store',
  });
  response.end(content);
}

function notFound(): GoogleError {
  return new GoogleError(404, { reason: 'notFound', message: 'Not Found' });
}

function fileNotFound(id: string): GoogleError {
  return new GoogleError(404, {
    reason: 'notFound',
    message: `File not found: ${id}.`,
    location: 'fileId',
    locationType: 'parameter',
  });
}

function overloaded(status: number): GoogleError {
  if (status === 429) {
    const detail = { reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded', domain: 'usageLimits' };
    return new GoogleError(429, detail, { 'retry-after': '1' });
  }
  return new GoogleError(status, { reason: 'backendError', message: 'Backend Error' });
}

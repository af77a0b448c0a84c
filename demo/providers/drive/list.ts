import type { AccessTokenInfo } from '../authorization-server.js';
import { invalidParameter } from '../shared/google-error.js';
import { selectFields } from './partial-response.js';
import { parseQuery } from './query.js';
import { describeFile } from './resource.js';
import { type DriveFile, type DriveTree, folderType } from './tree.js';

const defaultFields = 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)';

type Compare = (left: DriveFile, right: DriveFile) => number;

const byText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

const orderings: Record<string, Compare> = {
  folder: (left, right) => Number(right.mimeType === folderType) - Number(left.mimeType === folderType),
  name: (left, right) => byText(left.name, right.name),
  name_natural: (left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }),
  createdTime: (left, right) => byText(left.createdTime, right.createdTime),
  modifiedTime: (left, right) => byText(left.modifiedTime, right.modifiedTime),
};

/** `files.list`. A page token is good for the query that it came from only, as Google's. */
export function listFiles(tree: DriveTree, owner: AccessTokenInfo, parameters: URLSearchParams): unknown {
  const q = parameters.get('q') ?? '';
  const orderBy = parameters.get('orderBy') ?? '';
  const pageSize = Number(parameters.get('pageSize') ?? 100);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 1000) {
    throw invalidParameter('pageSize', 'Invalid value. Values must be within the range: [1, 1000]', 'invalidParameter');
  }
  const matches = parseQuery(q, tree.rootId);
  const matching = [...tree.files.values()].filter((file) => file.id !== tree.rootId && matches(file)).sort(ordering(orderBy));
  const offset = readPageToken(parameters.get('pageToken'), q, orderBy);
  const page = matching.slice(offset, offset + pageSize);
  const more = offset + pageSize < matching.length;
  const answer = {
    kind: 'drive#fileList',
    incompleteSearch: false,
    ...(more ? { nextPageToken: writePageToken(offset + pageSize, q, orderBy) } : {}),
    files: page.map((file) => describeFile(file, owner)),
  };
  return selectFields(answer, parameters.get('fields') ?? defaultFields);
}

/** Without `orderBy` the newest first; ties by id, so that pages never overlap. */
function ordering(orderBy: string): Compare {
  const keys = (orderBy || 'modifiedTime desc').split(',').map((key): Compare => {
    const [, name = '', direction] = /^\s*(\w+)(?:\s+(desc|asc))?\s*$/.exec(key) ?? [];
    const compare = orderings[name];
    if (!compare) throw invalidParameter('orderBy');
    return direction === 'desc' ? (left, right) => compare(right, left) : compare;
  });
  return (left, right) => {
    for (const compare of keys) {
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return byText(left.id, right.id);
  };
}

function writePageToken(offset: number, q: string, orderBy: string): string {
  return Buffer.from(JSON.stringify([offset, q, orderBy])).toString('base64url');
}

function readPageToken(token: string | null, q: string, orderBy: string): number {
  if (token === null) return 0;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const [, offset] = /^\[(\d+),/.exec(text) ?? [];
  if (offset === undefined || writePageToken(Number(offset), q, orderBy) !== token) throw invalidParameter('pageToken');
  return Number(offset);
}

import { createHash } from 'node:crypto';
import { modifiedAt, Seed } from './seed.js';

export const folderType = 'application/vnd.google-apps.folder';

/** One file or folder, as much of it as is stored. */
export interface DriveFile {
  id: string;
  name: string;
  mimeType: string;
  /** Empty for the root. */
  parents: string[];
  trashed: boolean;
  /** ISO 8601. */
  createdTime: string;
  modifiedTime: string;
  /** Bytes; absent for folders. */
  size?: number;
  md5Checksum?: string;
}

export interface DriveTree {
  rootId: string;
  files: ReadonlyMap<string, DriveFile>;
  /** The bytes of a file; made again from the seed on every call. */
  content(file: DriveFile): Buffer;
}

export interface DriveTreeSize {
  /** Without the root. Default 25. */
  folders?: number;
  /** Without trashed ones. Default 300. */
  files?: number;
}

const areas = ['Finance', 'Marketing', 'Product', 'Legal', 'People', 'Sales', 'Kundenprojekte', 'Recherche & Notes'];
const topics = ['2024', '2025', 'Archive', 'Contracts', 'Drafts', 'Über uns', '契約書', 'Смета', 'Émilie’s picks', 'Shared'];
const subjects = [
  'Invoice',
  'Report',
  'Meeting notes',
  'Budget',
  'Übersicht',
  '請求書',
  'Отчёт',
  'Résumé',
  'Launch 🚀',
  'Plan',
  'Interview',
  'Offer',
];
const kinds = [
  { extension: 'pdf', mimeType: 'application/pdf', head: '%PDF-1.7\n' },
  { extension: 'png', mimeType: 'image/png', head: '\x89PNG\r\n\x1a\n' },
  { extension: 'jpg', mimeType: 'image/jpeg', head: '\xff\xd8\xff\xe0' },
  { extension: 'txt', mimeType: 'text/plain', head: '' },
  { extension: 'csv', mimeType: 'text/csv', head: 'id,amount\n' },
  { extension: 'bin', mimeType: 'application/octet-stream', head: '' },
] as const;

/** Names that have broken somebody's sync before. The last is twice in one folder, which Drive allows. */
const oddNames = [
  'a/b — with a slash.txt',
  'O\'Brien "final" copy.txt',
  'back\\slash.txt',
  '../outside.txt',
  'trailing space .txt',
  '100% & more?#hash.txt',
  'ﬁle — \u202ertl\u202c naïve 🧾.txt',
  'Twin.txt',
  'Twin.txt',
];

const typeOf = (extension: string) => kinds.find((kind) => kind.extension === extension)?.mimeType ?? 'application/octet-stream';

/** A Drive that is always the same for the same account: folders three deep, files of 1 to 20 kB in all of them. */
export function plantDrive(account: string, { folders = 25, files = 300 }: DriveTreeSize = {}): DriveTree {
  const seed = new Seed(account);
  const all = new Map<string, DriveFile>();
  const id = (path: string) => `1${createHash('sha256').update(`${account}/${path}`).digest('base64url').slice(0, 32)}`;
  const rootId = `0A${id('root').slice(1, 18)}`;

  const add = (
    key: string,
    name: string,
    mimeType: string,
    parent: string | undefined,
    size?: number,
    trashed = false,
  ): DriveFile => {
    const { createdTime, modifiedTime } = modifiedAt(seed);
    const file: DriveFile = { id: id(key), name, mimeType, parents: parent ? [parent] : [], trashed, createdTime, modifiedTime };
    if (size !== undefined) {
      file.size = size;
      file.md5Checksum = createHash('md5').update(contentOf(account, file)).digest('hex');
    }
    all.set(file.id, file);
    return file;
  };

  const root = add('root', 'My Drive', folderType, undefined);
  all.delete(root.id);
  root.id = rootId;
  all.set(rootId, root);

  // A fifth of the folders at the top, two fifths on each of the next two levels.
  const top = Math.ceil(folders / 5);
  const middle = Math.ceil((folders - top) / 2);
  const names = seed.shuffled(areas);
  const made: DriveFile[] = [];
  for (let index = 0; index < folders; index++) {
    const parent =
      index < top ? root : index < top + middle ? made[(index - top) % top] : made[top + ((index - top - middle) % middle)];
    const name = index < top ? `${names[index % names.length]}${index < names.length ? '' : ` ${index}`}` : seed.pick(topics);
    made.push(add(`folder-${index}`, name, folderType, parent?.id));
  }

  const homes = [root, ...made];
  for (let index = 0; index < files; index++) {
    const odd = oddNames[index];
    const kind = seed.pick(kinds);
    const name =
      odd ?? (index === oddNames.length ? 'empty.txt' : `${seed.pick(subjects)} ${seed.below(40) + 1}.${kind.extension}`);
    const home = odd ? (homes[1] ?? root) : seed.pick(homes);
    const size = name === 'empty.txt' ? 0 : 1024 + seed.below(19 * 1024);
    add(`file-${index}`, name, typeOf(name.slice(name.lastIndexOf('.') + 1)), home.id, size);
  }
  for (let index = 0; index < 3 && files > 0; index++) {
    add(`trashed-${index}`, `Deleted ${index + 1}.txt`, 'text/plain', seed.pick(homes).id, 1024, true);
  }
  return { rootId, files: all, content: (file) => contentOf(account, file) };
}

function contentOf(account: string, { id, mimeType, size = 0 }: DriveFile): Buffer {
  const bytes = createHash('shake256', { outputLength: Math.max(size, 1) })
    .update(`${account}/${id}`)
    .digest();
  const kind = kinds.find((candidate) => candidate.mimeType === mimeType);
  const isText = mimeType.startsWith('text/');
  const body = isText ? Buffer.from(bytes.toString('base64').replace(/.{60}/g, '$&\n')) : bytes;
  return Buffer.concat([Buffer.from(kind?.head ?? '', 'latin1'), body]).subarray(0, size);
}

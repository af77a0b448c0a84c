import type { FormValues } from 'integration-hub/server';
import { defineFlow, type FlowContext, FlowError } from 'integration-hub/server';

interface DriveFile {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
}

interface Settings {
  readonly folders: readonly { readonly label: string; readonly value: string }[];
  readonly prefix: string;
}

const readSettings = (values: FormValues | undefined): Settings => {
  const { folders, prefix } = (values ?? {}) as { folders?: Settings['folders']; prefix?: string };
  return { folders: folders ?? [], prefix: (prefix ?? '').replace(/\/*$/, (prefix ?? '') === '' ? '' : '/') };
};

async function listFolder(context: FlowContext, drive: string, folder: Settings['folders'][number]): Promise<DriveFile[]> {
  const files: DriveFile[] = [];
  let pageToken: string | undefined;
  do {
    const query = new URLSearchParams({
      q: `'${folder.value}' in parents and mimeType != 'application/vnd.google-apps.folder' and trashed = false`,
      fields: 'nextPageToken,files(id,name)',
      orderBy: 'name',
      pageSize: '100',
    });
    if (pageToken !== undefined) query.set('pageToken', pageToken);
    const answer = await context.fetch('google-drive', `${drive}/drive/v3/files?${query}`);
    if (answer.status === 404)
      throw new FlowError(`The folder “${folder.label}” no longer exists. Choose another one in Configure.`);
    if (!answer.ok) throw new Error(`Google Drive answered ${answer.status}`);
    const page = (await answer.json()) as { files: readonly { id: string; name: string }[]; nextPageToken?: string };
    files.push(...page.files.map(({ id, name }) => ({ id, name, folder: folder.label })));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return files;
}

/** Names differ by the file's id as well: a Drive folder may hold two files of one name. */
const objectName = (settings: Settings, { folder, name, id }: DriveFile): string =>
  `${settings.prefix}${[folder, `${id}-${name}`].map((part) => part.replaceAll('/', '_')).join('/')}`;

/**
 * Copies one file. Storing asks for "only if it is not there yet", so that a step which is repeated after a crash stores
 * nothing twice.
 */
async function copy(
  context: FlowContext,
  addresses: Addresses,
  file: DriveFile,
  name: string,
): Promise<{ copied: boolean; bytes: number }> {
  const storage = context.workspace('gcs');
  const bucket = encodeURIComponent(String(storage.values['bucket']));
  const source = await context.fetch(
    'google-drive',
    `${addresses.drive}/drive/v3/files/${encodeURIComponent(file.id)}?alt=media`,
  );
  if (!source.ok) throw new Error(`Google Drive answered ${source.status} for a file`);
  const bytes = await source.arrayBuffer();
  const target = new URL(`${addresses.storage}/upload/storage/v1/b/${bucket}/o`);
  target.search = new URLSearchParams({ uploadType: 'media', name, ifGenerationMatch: '0' }).toString();
  const stored = await storage.fetch(target, {
    method: 'POST',
    headers: { 'content-type': source.headers.get('content-type') ?? 'application/octet-stream' },
    body: bytes,
    signal: context.signal,
  });
  if (stored.status === 412) return { copied: false, bytes: 0 };
  if (!stored.ok) throw new Error(`Cloud Storage answered ${stored.status} for a file`);
  return { copied: true, bytes: bytes.byteLength };
}

interface Addresses {
  /** Origin of the Drive API. */
  readonly drive: string;
  /** Origin of the Cloud Storage API. */
  readonly storage: string;
}

/** The seed's migration: every file of the chosen folders, from the tenant's Drive to the workspace's bucket. */
export const driveToGcs = (addresses: Addresses) =>
  defineFlow({
    key: 'drive_to_gcs',
    name: 'Google Drive to Cloud Storage',
    version: '1',
    async run(context) {
      const source = (context.input as { source?: string } | null)?.source;
      if (source !== 'drive_to_gcs') throw new FlowError('This flow copies "drive_to_gcs" only.');
      const settings = readSettings(context.configuration['drive_settings']);
      await context.progress({ done: 0, text: 'Looking for files' });
      const files: DriveFile[] = [];
      for (const folder of settings.folders) {
        files.push(
          ...(await context.step(`List ${folder.label}`, async () =>
            (await listFolder(context, addresses.drive, folder)).map((file) => ({ ...file })),
          )),
        );
      }
      await context.log(`${files.length} files in ${settings.folders.length} folders`);
      let copied = 0;
      for (const [index, file] of files.entries()) {
        await context.progress({ done: index, total: files.length, text: 'Copying files' });
        const outcome = await context.step('Copy files', () => copy(context, addresses, file, objectName(settings, file)));
        if (outcome.copied) copied += 1;
      }
      await context.progress({ done: files.length, total: files.length, text: 'Copying files' });
      await context.count('files', copied);
      const there = files.length - copied;
      return {
        userMessageHeader: 'Sync finished',
        userMessage: `${copied} files were copied${there === 0 ? '' : `; ${there} were there already`}.`,
      };
    },
  });

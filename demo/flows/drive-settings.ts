import type { Option } from 'integration-hub/server';
import { defineConfigurationFlow } from 'integration-hub/server';

interface DriveFolder {
  readonly id: string;
  readonly name: string;
  readonly parents?: readonly string[];
}

interface FileList {
  readonly files: readonly DriveFolder[];
  readonly nextPageToken?: string;
}

type Ask = (path: string) => Promise<Response>;

/** Deeper folders are said by the ones next to them. */
const mostParents = 5;

/** Says where folders lie: names come twice and more in a Drive. What nobody shared with the account has no place to be said. */
function places(ask: Ask) {
  const known = new Map<string, Promise<DriveFolder | undefined>>();
  const read = async (id: string): Promise<DriveFolder | undefined> => {
    const answer = await ask(`/${encodeURIComponent(id)}?fields=id,name,parents`);
    return answer.ok ? ((await answer.json()) as DriveFolder) : undefined;
  };
  return async ({ parents = [] }: DriveFolder): Promise<string> => {
    const names: string[] = [];
    let id = parents[0];
    while (id !== undefined && names.length < mostParents) {
      const found = known.get(id) ?? read(id);
      known.set(id, found);
      const folder = await found;
      if (folder === undefined) break;
      names.unshift(folder.name);
      id = folder.parents?.[0];
    }
    return names.join(' / ');
  };
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Which folders of the connected Drive are copied, to where, and when. */
export const driveSettings = (drive: string) =>
  defineConfigurationFlow({
    key: 'drive_settings',
    name: 'What to copy',
    version: '1',
    steps: [
      {
        key: 'folders',
        title: 'What to copy',
        fields: [
          {
            key: 'folders',
            type: 'multi_select',
            label: 'Folders',
            description: 'Files in these folders are copied. Folders inside them are not.',
            placeholder: 'Search your folders',
            required: true,
            dynamic: true,
            minimumLength: 1,
            maximumLength: 50,
          },
        ],
      },
      {
        key: 'target',
        title: 'Where and when',
        fields: [
          {
            key: 'prefix',
            type: 'text',
            label: 'Folder in the bucket',
            description: 'Files are stored below it',
            placeholder: 'drive/',
            maximumLength: 100,
            pattern: '[A-Za-z0-9][A-Za-z0-9/_.-]*',
            patternMessage: 'Use letters, digits, slashes, dots, dashes and underscores',
          },
          {
            key: 'schedule',
            type: 'select',
            label: 'Copy new files',
            required: true,
            default: { label: 'Only when I press Sync', value: 'manual' },
            options: [
              { label: 'Only when I press Sync', value: 'manual' },
              { label: 'Every hour', value: 'hourly' },
              { label: 'Every day', value: 'daily' },
            ],
          },
        ],
      },
    ],
    schedule({ schedule }) {
      const minutes = { hourly: 60, daily: 1440 }[(schedule as { value: string }).value];
      return minutes === undefined ? undefined : { action: 'sync', minutes };
    },
    options: {
      async folders(context, { search, cursor }) {
        const conditions = ["mimeType = 'application/vnd.google-apps.folder'", 'trashed = false'];
        if (search !== undefined && search !== '') conditions.push(`name contains ${quoted(search)}`);
        const query = new URLSearchParams({
          q: conditions.join(' and '),
          orderBy: 'name',
          pageSize: '20',
          fields: 'nextPageToken,files(id,name,parents)',
        });
        if (cursor !== undefined) query.set('pageToken', cursor);
        const ask: Ask = (path) => context.fetch('google-drive', `${drive}/drive/v3/files${path}`, { signal: context.signal });
        const answer = await ask(`?${query}`);
        if (!answer.ok) throw new Error(`Google Drive answered ${answer.status}`);
        const { files, nextPageToken } = (await answer.json()) as FileList;
        const placeOf = places(ask);
        const options = files.map(async (folder): Promise<Option> => {
          const detail = await placeOf(folder);
          return { label: folder.name, value: folder.id, ...(detail === '' ? {} : { detail }) };
        });
        return { options: await Promise.all(options), ...(nextPageToken === undefined ? {} : { cursor: nextPageToken }) };
      },
    },
  });

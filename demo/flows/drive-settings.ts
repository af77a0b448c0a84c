import type { Option } from 'integration-hub/server';
import { defineConfigurationFlow } from 'integration-hub/server';

interface FileList {
  readonly files: readonly { readonly id: string; readonly name: string }[];
  readonly nextPageToken?: string;
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
          fields: 'nextPageToken,files(id,name)',
        });
        if (cursor !== undefined) query.set('pageToken', cursor);
        const answer = await context.fetch('google-drive', `${drive}/drive/v3/files?${query}`, { signal: context.signal });
        if (!answer.ok) throw new Error(`Google Drive answered ${answer.status}`);
        const { files, nextPageToken } = (await answer.json()) as FileList;
        const options: Option[] = files.map(({ id, name }) => ({ label: name, value: id }));
        return nextPageToken === undefined ? { options } : { options, cursor: nextPageToken };
      },
    },
  });

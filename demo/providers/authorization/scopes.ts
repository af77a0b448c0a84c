export const driveReadonly = 'https://www.googleapis.com/auth/drive.readonly';
export const driveMetadataReadonly = 'https://www.googleapis.com/auth/drive.metadata.readonly';
export const ticketsRead = 'tickets.read';

/** What a person may leave out on the consent page, and how it is said there. */
export const resourceScopes: Readonly<Record<string, { title: string; detail: string }>> = {
  [driveReadonly]: {
    title: 'See and download all your Drive files',
    detail: 'Names, folders and contents. Nothing can be changed or deleted.',
  },
  [driveMetadataReadonly]: {
    title: 'See the names and folders of your files',
    detail: 'Without their contents.',
  },
  [ticketsRead]: {
    title: 'Read your tickets',
    detail: 'Queues, subjects and states. Nothing can be changed or answered.',
  },
};

export const identityScopes = ['openid', 'email', 'profile'];

export const supportedScopes = [...identityScopes, 'offline_access', ...Object.keys(resourceScopes)];

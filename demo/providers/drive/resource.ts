import type { AccessTokenInfo } from '../authorization-server.js';
import { type DriveFile, folderType } from './tree.js';

/** A file as the API shows it (`drive#file`). Sizes are strings, as in every Google API. */
export function describeFile({ size, md5Checksum, ...file }: DriveFile, owner: AccessTokenInfo): Record<string, unknown> {
  const user = {
    kind: 'drive#user',
    displayName: owner.name,
    me: true,
    permissionId: owner.accountId,
    emailAddress: owner.email,
  };
  return {
    kind: 'drive#file',
    ...file,
    ...(file.parents.length === 0 ? { parents: undefined } : {}),
    ...(size === undefined ? {} : { size: String(size), md5Checksum, fileExtension: extensionOf(file.name) }),
    version: '1',
    ownedByMe: true,
    owners: [user],
    capabilities: { canDownload: file.mimeType !== folderType, canListChildren: file.mimeType === folderType },
  };
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

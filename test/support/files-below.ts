import { readdirSync } from 'node:fs';
import { posix } from 'node:path';

/** The paths of all files below a folder, sorted; nothing where there is no such folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name))
    .filter((path) => !path.includes('/node_modules/'))
    .sort();
}

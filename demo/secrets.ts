import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Secrets {
  /** Shared by host and backend: signs session tokens. */
  readonly session: string;
  /** The OAuth client's secret at the stand-in for Google. */
  readonly client: string;
  /** The OAuth client's secret at the help desk. */
  readonly deskClient: string;
  /** Seals credentials where the database is PostgreSQL; the embedded one has a key of its own. */
  readonly vault: string;
}

/** Secrets of this machine's demo, made at its first start and readable by their owner alone. */
export async function readSecrets(dataDirectory: string): Promise<Secrets> {
  const file = join(dataDirectory, 'secrets.json');
  // Others may pass through, not look around: as root, the database server in it runs as another user.
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
  const fresh: Secrets = {
    session: randomBytes(32).toString('base64url'),
    client: randomBytes(32).toString('base64url'),
    deskClient: randomBytes(32).toString('base64url'),
    vault: `demo:${randomBytes(32).toString('base64')}`,
  };
  try {
    await writeFile(file, JSON.stringify(fresh), { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const kept = JSON.parse(await readFile(file, 'utf8')) as Partial<Secrets>;
    const secrets = { ...fresh, ...kept };
    // A demo of before knew fewer.
    if (Object.keys(secrets).length > Object.keys(kept).length) await writeFile(file, JSON.stringify(secrets));
    return secrets;
  }
}

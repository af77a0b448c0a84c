import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { DriveFile, DriveTree } from '../../../demo/providers/drive/tree.js';
import { folderType } from '../../../demo/providers/drive/tree.js';
import type { World } from './world.js';

/** The workspace's bucket, read as another application would: with the service account, over the API. */
export class Bucket {
  readonly #world: World;
  #token: Promise<string> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Names and digests of everything below `prefix`. */
  async contents(prefix: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const name of await this.#names(prefix)) {
      const answer = await this.#get(`/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(name)}?alt=media`);
      found.set(name, digest(new Uint8Array(await answer.arrayBuffer())));
    }
    return found;
  }

  async text(name: string): Promise<string> {
    return (await this.#get(`/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(name)}?alt=media`)).text();
  }

  get #bucket(): string {
    return encodeURIComponent(this.#world.settings.bucket);
  }

  async #names(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({ prefix, ...(pageToken === undefined ? {} : { pageToken }) });
      const answer = await this.#get(`/storage/v1/b/${this.#bucket}/o?${query}`);
      const page = (await answer.json()) as { items?: { name: string }[]; nextPageToken?: string };
      names.push(...(page.items ?? []).map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return names;
  }

  async #get(path: string): Promise<Response> {
    this.#token ??= this.#signIn();
    const answer = await fetch(`${this.#world.settings.google.storage}${path}`, {
      headers: { authorization: `Bearer ${await this.#token}` },
    });
    if (!answer.ok) throw new Error(`The object store answered ${answer.status} to ${path}`);
    return answer;
  }

  async #signIn(): Promise<string> {
    const { client_email: account, private_key: key, token_uri: tokenUri } = this.#world.settings.serviceAccount;
    const assertion = await new SignJWT({ scope: 'https://www.googleapis.com/auth/devstorage.read_only' })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(account)
      .setAudience(tokenUri)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(await importPKCS8(key, 'RS256'));
    const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const answer = await fetch(tokenUri, { method: 'POST', body: new URLSearchParams({ grant_type: grant, assertion }) });
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function folderNamed(tree: DriveTree, name: string): DriveFile {
  const folder = [...tree.files.values()].find((file) => file.mimeType === folderType && file.name === name);
  if (folder === undefined) throw new Error(`The Drive has no folder ${name}`);
  return folder;
}

/** What a sync of these folders must leave in the bucket: names and digests of the bytes. */
export function expectedContents(tree: DriveTree, folders: readonly DriveFile[], prefix: string): Map<string, string> {
  const expected = new Map<string, string>();
  for (const folder of folders) {
    for (const file of tree.files.values()) {
      if (file.trashed || file.mimeType === folderType || !file.parents.includes(folder.id)) continue;
      const name = `${prefix}${[folder.name, `${file.id}-${file.name}`].map((part) => part.replaceAll('/', '_')).join('/')}`;
      expected.set(name, digest(tree.content(file)));
    }
  }
  return expected;
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { driveMetadataReadonly, driveReadonly } from '../../../demo/providers/authorization/scopes.js';
import { type AuthorizationServer, startAuthorizationServer } from '../../../demo/providers/authorization-server.js';
import { folderType, plantDrive } from '../../../demo/providers/drive/tree.js';
import { type Drive, startDrive } from '../../../demo/providers/drive.js';
import { application, DriveApplication } from '../../support/drive-application.js';

interface Listing {
  nextPageToken?: string;
  files: { id: string; name: string; mimeType: string; parents?: string[]; size?: string; md5Checksum?: string }[];
}

interface Refusal {
  error: { code: number; message: string; status?: string; errors: { reason: string; domain: string; location?: string }[] };
}

describe('the Drive API of the demo', () => {
  let server: AuthorizationServer;
  let drive: Drive;
  let token: string;

  before(async () => {
    server = await startAuthorizationServer({ port: 0, clients: [application] });
    drive = await startDrive({ port: 0, verifyAccessToken: server.verifyAccessToken });
    token = String((await new DriveApplication(server).connect('alice@example.com')).body['access_token']);
  });
  after(() => Promise.all([drive.close(), server.close()]));
  afterEach(() => drive.failNext(500, 0));

  function call(path: string, parameters: Record<string, string> = {}, bearer: string | undefined = token): Promise<Response> {
    const url = `${drive.url}/drive/v3/${path}?${new URLSearchParams(parameters)}`;
    return fetch(url, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} });
  }

  async function listAll(parameters: Record<string, string>): Promise<Listing['files']> {
    const files: Listing['files'] = [];
    let pageToken: string | undefined;
    do {
      const page = (await (await call('files', { ...parameters, ...(pageToken ? { pageToken } : {}) })).json()) as Listing;
      files.push(...page.files);
      pageToken = page.nextPageToken;
    } while (pageToken);
    return files;
  }

  const refusal = async (response: Promise<Response>) => ((await (await response).json()) as Refusal).error;
  const notAFolder = `mimeType != '${folderType}' and trashed = false`;
  const all = [...plantDrive('alice@example.com').files.values()];

  it('lists every file exactly once, page by page', async () => {
    const files = await listAll({ q: notAFolder, pageSize: '23', fields: 'nextPageToken,files(id,name)' });
    assert.equal(files.length, 300);
    assert.equal(new Set(files.map(({ id }) => id)).size, 300);
    assert.deepEqual(Object.keys(files[0] ?? {}), ['id', 'name']);
    const folders = await listAll({ q: `mimeType = '${folderType}'`, pageSize: '7' });
    assert.equal(folders.length, 25);
  });

  it('nests folders three deep and has every file in one of them', async () => {
    const { rootId, files } = drive.tree('alice@example.com');
    const depth = (id: string | undefined): number =>
      id === undefined || id === rootId ? 0 : 1 + depth(files.get(id)?.parents[0]);
    const depths = all.filter(({ mimeType }) => mimeType === folderType).map(({ id }) => depth(id));
    assert.equal(Math.max(...depths), 3);
    const walked: string[] = [];
    const walk = async (folder: string): Promise<void> => {
      for (const child of await listAll({ q: `'${folder}' in parents and trashed = false`, orderBy: 'folder,name' })) {
        if (child.mimeType === folderType) await walk(child.id);
        else walked.push(child.id);
      }
    };
    await walk('root');
    assert.equal(new Set(walked).size, 300);
  });

  it('sends the bytes that size and md5Checksum promise', async () => {
    const files = await listAll({ q: notAFolder, pageSize: '1000', fields: 'files(id,size,md5Checksum)' });
    for (const { id, size, md5Checksum } of files) {
      const bytes = Buffer.from(await (await call(`files/${id}`, { alt: 'media' })).arrayBuffer());
      assert.equal(String(bytes.length), size);
      assert.equal(createHash('md5').update(bytes).digest('hex'), md5Checksum);
    }
    const sizes = files.map(({ size }) => Number(size));
    assert.ok(sizes.includes(0) && Math.max(...sizes) <= 20 * 1024);
  });

  it('is the same for an account every time, and another one for another account', () => {
    const describe = (email: string) => JSON.stringify([...plantDrive(email).files]);
    assert.equal(describe('alice@example.com'), describe('alice@example.com'));
    const bobs = plantDrive('bob@example.com').files;
    assert.ok(all.every(({ id }) => !bobs.has(id)));
  });

  it('has the names that break things', () => {
    const names = all.map(({ name }) => name);
    for (const part of ['/', '"', "'", '\\', '..', '契', '🚀'])
      assert.ok(
        names.some((name) => name.includes(part)),
        part,
      );
    const twins = all.filter(({ name }) => name === 'Twin.txt');
    assert.equal(twins.length, 2);
    assert.deepEqual(twins[0]?.parents, twins[1]?.parents);
    const homes = new Map<string, Set<string | undefined>>();
    for (const { name, parents } of all) homes.set(name, (homes.get(name) ?? new Set()).add(parents[0]));
    assert.ok([...homes.values()].some((folders) => folders.size > 1));
  });

  it('filters by name, with quotes escaped, by the beginnings of words', async () => {
    const named = async (q: string) => (await listAll({ q })).map(({ name }) => name);
    assert.deepEqual(await named(`name = 'O\\'Brien "final" copy.txt'`), ['O\'Brien "final" copy.txt']);
    assert.deepEqual(await named("name = 'back\\\\slash.txt'"), ['back\\slash.txt']);
    const reports = await named("name contains 'report' and trashed = false");
    assert.ok(reports.length > 0 && reports.every((name) => name.startsWith('Report')));
    assert.deepEqual(await named("name contains 'eport'"), []);
    assert.equal((await named('trashed = true')).length, 3);
    const since = all.map(({ modifiedTime }) => modifiedTime).sort()[200] ?? '';
    const newer = all.filter(({ modifiedTime, parents }) => modifiedTime > since && parents.length > 0);
    assert.equal((await named(`modifiedTime > '${since}'`)).length, newer.length);
  });

  it('sorts as asked', async () => {
    const names = (await listAll({ q: notAFolder, orderBy: 'name' })).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    const mixed = await listAll({ q: "'root' in parents", orderBy: 'folder,name desc' });
    const types = mixed.map(({ mimeType }) => mimeType === folderType);
    assert.deepEqual(types, [...types].sort().reverse());
    assert.ok(types.includes(true) && types.includes(false));
  });

  it('refuses what Drive refuses, in its words', async () => {
    for (const q of ["name ~ 'x'", "'a' in owners", 'name = ', "name = 'x' or name = 'y'", "name = 'x", 'trashed']) {
      assert.equal((await refusal(call('files', { q }))).errors[0]?.location, 'q', q);
    }
    assert.equal((await refusal(call('files', { pageSize: '0' }))).code, 400);
    assert.equal((await refusal(call('files', { orderBy: 'colour' }))).errors[0]?.location, 'orderBy');
    assert.equal((await refusal(call('files', { fields: 'files(id' }))).errors[0]?.location, 'fields');
    const { nextPageToken = '' } = (await (await call('files', { pageSize: '5' })).json()) as Listing;
    assert.equal(
      (await refusal(call('files', { pageToken: nextPageToken, q: 'trashed = false' }))).errors[0]?.location,
      'pageToken',
    );
    assert.equal((await refusal(call('files', { pageToken: 'made-up' }))).errors[0]?.location, 'pageToken');
    assert.equal((await refusal(call('files/no-such-file'))).errors[0]?.reason, 'notFound');
    assert.equal((await refusal(call('files/root', { alt: 'media' }))).errors[0]?.reason, 'fileNotDownloadable');
    assert.equal((await refusal(call('about'))).errors[0]?.reason, 'required');
    assert.equal((await call('files%2F..', {})).status, 404);
  });

  it('knows who is asking', async () => {
    const answer = (await (await call('about', { fields: 'user(emailAddress,displayName)' })).json()) as unknown;
    assert.deepEqual(answer, { user: { emailAddress: 'alice@example.com', displayName: 'Alice Archer' } });
  });

  it('shows one file in the fields that were asked for', async () => {
    const [file] = all.filter(({ size }) => size);
    const short = (await (await call(`files/${file?.id}`)).json()) as object;
    assert.deepEqual(Object.keys(short).sort(), ['id', 'kind', 'mimeType', 'name']);
    const more = (await (
      await call(`files/${file?.id}`, { fields: 'size,owners/emailAddress,capabilities(canDownload)' })
    ).json()) as unknown;
    assert.deepEqual(more, {
      size: String(file?.size),
      owners: [{ emailAddress: 'alice@example.com' }],
      capabilities: { canDownload: true },
    });
    const whole = (await (await call(`files/${file?.id}`, { fields: '*' })).json()) as Record<string, unknown>;
    assert.equal(whole['md5Checksum'], file?.md5Checksum);
  });

  it('answers 401 without a token, with a wrong one and with one that was ended', async () => {
    const missing = await call('files', {}, '');
    assert.equal(missing.status, 401);
    assert.match(missing.headers.get('www-authenticate') ?? '', /^Bearer realm=/);
    const wrong = await call('files', {}, 'made-up');
    assert.match(wrong.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.equal(((await wrong.json()) as Refusal).error.errors[0]?.reason, 'authError');
    const { body } = await new DriveApplication(server).connect('bob@example.com');
    const bobs = String(body['access_token']);
    assert.equal((await call('files', {}, bobs)).status, 200);
    await server.revokeAccount('bob@example.com');
    assert.equal((await refusal(call('files', {}, bobs))).status, 'UNAUTHENTICATED');
  });

  it('answers 403 where the scope is too small', async () => {
    const scope = `openid ${driveReadonly} ${driveMetadataReadonly}`;
    const app = new DriveApplication(server);
    const nothing = await app.connect('bob@example.com', { without: [driveReadonly, driveMetadataReadonly] }, { scope });
    const response = await call('files', {}, String(nothing.body['access_token']));
    assert.equal(response.status, 403);
    assert.match(response.headers.get('www-authenticate') ?? '', /error="insufficient_scope"/);
    assert.equal(((await response.json()) as Refusal).error.errors[0]?.reason, 'insufficientPermissions');
    const names = String((await app.connect('bob@example.com', { without: [driveReadonly] }, { scope })).body['access_token']);
    assert.equal((await call('files', {}, names)).status, 200);
    const { files } = (await (await call('files', { q: notAFolder }, names)).json()) as Listing;
    assert.equal((await call(`files/${files[0]?.id}`, { alt: 'media' }, names)).status, 403);
  });

  it('has bad moments on demand, and writes down every request', async () => {
    drive.failNext(429, 1);
    const busy = await call('files');
    assert.equal(busy.status, 429);
    assert.equal(busy.headers.get('retry-after'), '1');
    assert.equal((await call('files', { q: notAFolder })).status, 200);
    const log = (await (await fetch(`${drive.url}/admin/log`)).json()) as Drive['log'];
    assert.deepEqual(
      log.slice(-2).map(({ request, status, account }) => [request, status, account]),
      [
        ['other', 429, undefined],
        ['list', 200, 'alice@example.com'],
      ],
    );
  });
});

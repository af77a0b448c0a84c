import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { importPKCS8, SignJWT } from 'jose';
import { type CloudStorage, createServiceAccount, startStorage } from '../../../demo/providers/storage.js';

const bucket = 'integration-hub-demo';
const readWrite = 'https://www.googleapis.com/auth/devstorage.read_write';
const readOnly = 'https://www.googleapis.com/auth/devstorage.read_only';

interface Claims {
  iss: string;
  aud: string;
  scope: string;
  iat: number;
  exp: number;
}

describe('the Cloud Storage API of the demo', () => {
  let dataDirectory: string;
  let storage: CloudStorage;
  let token: string;

  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'storage-'));
    storage = await startStorage({ port: 0, dataDirectory });
    token = await accessToken();
  });
  afterEach(async () => {
    await storage.close();
    await rm(dataDirectory, { recursive: true });
  });

  async function requestToken(changes: Partial<Claims> = {}, pem = storage.serviceAccount.private_key): Promise<Response> {
    const { client_email, token_uri } = storage.serviceAccount;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: client_email, aud: token_uri, scope: readWrite, iat: now, exp: now + 3600, ...changes };
    const assertion = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(await importPKCS8(pem, 'RS256'));
    return postAssertion(assertion);
  }

  function postAssertion(assertion: string): Promise<Response> {
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    return fetch(storage.serviceAccount.token_uri, { method: 'POST', body });
  }

  async function accessToken(scope = readWrite): Promise<string> {
    const answer = (await (await requestToken({ scope })).json()) as { access_token: string };
    return answer.access_token;
  }

  function call(
    method: string,
    path: string,
    { body, type, bearer = token }: { body?: Buffer | string; type?: string; bearer?: string } = {},
  ) {
    const headers = { authorization: `Bearer ${bearer}`, ...(type ? { 'content-type': type } : {}) };
    return fetch(storage.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
  }

  function upload(name: string, body: Buffer | string, parameters = '&ifGenerationMatch=0'): Promise<Response> {
    const query = `uploadType=media&name=${encodeURIComponent(name)}${parameters}`;
    return call('POST', `/upload/storage/v1/b/${bucket}/o?${query}`, { body, type: 'text/plain' });
  }

  const json = async (response: Promise<Response>) => (await (await response).json()) as Record<string, string>;
  const objectPath = (name: string) => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
  const outcomes = () => storage.log.map(({ name, outcome }) => `${name} ${outcome}`);

  it('stores bytes once and refuses the second time', async () => {
    const content = randomBytes(5000);
    const name = 'alice/a/b ✓ "quoted".bin';
    const stored = await json(upload(name, content));
    assert.equal(stored['name'], name);
    assert.equal(stored['size'], '5000');
    assert.equal(stored['md5Hash'], createHash('md5').update(content).digest('base64'));

    const again = await upload(name, 'something else');
    assert.equal(again.status, 412);
    const { error } = (await again.json()) as { error: { errors: { reason: string }[] } };
    assert.equal(error.errors[0]?.reason, 'conditionNotMet');
    const media = await call('GET', `${objectPath(name)}?alt=media`);
    assert.deepEqual(Buffer.from(await media.arrayBuffer()), content);
    assert.match(media.headers.get('x-goog-hash') ?? '', /md5=/);
    assert.deepEqual(outcomes(), [`${name} stored`, `${name} precondition_failed`]);
    assert.deepEqual(await json(fetch(`${storage.url}/admin/log`)), storage.log);
  });

  it('lets exactly one of many simultaneous uploads win', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => upload('raced', `content ${index}`)));
    const winners = answers.filter(({ status }) => status === 200);
    assert.equal(winners.length, 1);
    assert.equal(answers.filter(({ status }) => status === 412).length, 19);
    assert.equal(outcomes().filter((line) => line === 'raced stored').length, 1);
  });

  it('overwrites without a precondition, with a new generation', async () => {
    const first = await json(upload('x', 'one', ''));
    const second = await json(upload('x', 'two', `&ifGenerationMatch=${first['generation']}`));
    assert.ok(Number(second['generation']) > Number(first['generation']));
    assert.equal((await upload('x', 'three', `&ifGenerationMatch=${first['generation']}`)).status, 412);
    assert.equal(await (await call('GET', `${objectPath('x')}?alt=media`)).text(), 'two');
    assert.equal((await readdir(join(dataDirectory, 'objects'))).length, 1);
  });

  it('takes multipart uploads with metadata', async () => {
    const metadata = JSON.stringify({ name: 'report.csv', contentType: 'text/csv', metadata: { drive: '1abc' } });
    const content = 'id,amount\r\n1,2\r\n--not-the-boundary\r\n';
    const body = `--b\r\nContent-Type: application/json\r\n\r\n${metadata}\r\n--b\r\nContent-Type: text/plain\r\n\r\n${content}\r\n--b--`;
    const path = `/upload/storage/v1/b/${bucket}/o?uploadType=multipart`;
    const answer = await call('POST', path, { body, type: 'multipart/related; boundary=b' });
    assert.equal(answer.status, 200);
    const object = (await (await call('GET', objectPath('report.csv'))).json()) as { contentType: string; metadata: unknown };
    assert.equal(object.contentType, 'text/csv');
    assert.deepEqual(object.metadata, { drive: '1abc' });
    assert.equal(await (await call('GET', `${objectPath('report.csv')}?alt=media`)).text(), content);
    assert.equal((await call('POST', path, { body: '--b\r\n--b--', type: 'multipart/related; boundary=b' })).status, 400);
  });

  it('computes the checksums that Cloud Storage shows', async () => {
    assert.equal((await json(upload('check', '123456789')))['crc32c'], '4waSgw==');
    assert.equal((await json(upload('empty', '')))['md5Hash'], '1B2M2Y8AsgTpgAmY7PhCfg==');
  });

  it('lists by prefix and page, in the order of names, each object once', async () => {
    const names = ['a/1', 'a/2', 'a/b/3', 'a/ü', 'c', 'd'];
    for (const name of names) await upload(name, name);
    const list = async (parameters: string) => {
      const items: string[] = [];
      let pageToken = '';
      do {
        const answer = await call('GET', `/storage/v1/b/${bucket}/o?${parameters}&pageToken=${pageToken}`);
        const page = (await answer.json()) as { items?: { name: string }[]; prefixes?: string[]; nextPageToken?: string };
        items.push(...(page.items ?? []).map(({ name }) => name), ...(page.prefixes ?? []));
        pageToken = page.nextPageToken ?? '';
      } while (pageToken);
      return items;
    };
    assert.deepEqual(await list('maxResults=2'), names);
    assert.deepEqual(await list('prefix=a/&maxResults=1'), names.slice(0, 4));
    assert.deepEqual((await list('delimiter=/&maxResults=1')).sort(), ['a/', 'c', 'd']);
    assert.deepEqual(await list('prefix=nothing'), []);
  });

  it('deletes, and lets the name be used again', async () => {
    await upload('gone', 'x');
    assert.equal((await call('DELETE', `${objectPath('gone')}?ifGenerationMatch=1`)).status, 412);
    assert.equal((await call('DELETE', objectPath('gone'))).status, 204);
    assert.equal((await call('GET', objectPath('gone'))).status, 404);
    assert.equal((await upload('gone', 'y')).status, 200);
    assert.deepEqual(outcomes(), ['gone stored', 'gone deleted', 'gone stored']);
  });

  it('refuses unknown buckets, missing names and other kinds of upload', async () => {
    assert.equal((await call('GET', `/storage/v1/b/${bucket}`)).status, 200);
    assert.equal((await call('GET', '/storage/v1/b/elsewhere/o')).status, 404);
    assert.equal((await call('POST', `/upload/storage/v1/b/${bucket}/o?uploadType=media`, { body: 'x' })).status, 400);
    assert.equal((await call('POST', `/upload/storage/v1/b/${bucket}/o?uploadType=resumable&name=x`, { body: '' })).status, 400);
    assert.equal((await upload('x', 'x', '&ifGenerationMatch=latest')).status, 400);
    assert.equal((await call('GET', `/storage/v1/b/${bucket}/o/%E0%A4%A`)).status, 400);
    assert.deepEqual(storage.log, []);
  });

  it('issues tokens for a signed assertion only', async () => {
    const good = await requestToken();
    assert.equal(good.status, 200);
    const { token_type, expires_in } = (await good.json()) as Record<string, unknown>;
    assert.deepEqual([token_type, expires_in], ['Bearer', 3600]);
    const now = Math.floor(Date.now() / 1000);
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const refused = [
      requestToken({}, stranger),
      requestToken({ aud: 'https://oauth2.googleapis.com/token' }),
      requestToken({ iss: 'somebody@else.iam.gserviceaccount.com' }),
      requestToken({ iat: now - 7200, exp: now - 3600 }),
      requestToken({ exp: now + 7200 }),
      requestToken({ scope: '' }),
      postAssertion('not.a.jwt'),
    ];
    for (const response of await Promise.all(refused)) {
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as Record<string, unknown>)['error'], 'invalid_grant');
    }
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const other = await json(fetch(storage.serviceAccount.token_uri, { method: 'POST', body }));
    assert.equal(other['error'], 'unsupported_grant_type');
  });

  it('checks the token and its scope', async () => {
    const path = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=x`;
    const wrong = await call('POST', path, { body: 'x', bearer: `${token}x` });
    assert.equal(wrong.status, 401);
    assert.match(wrong.headers.get('www-authenticate') ?? '', /^Bearer/);
    assert.equal((await fetch(`${storage.url}/storage/v1/b/${bucket}/o`)).status, 401);
    const reader = await accessToken(readOnly);
    assert.equal((await call('POST', path, { body: 'x', bearer: reader })).status, 403);
    assert.equal((await call('GET', `/storage/v1/b/${bucket}/o`, { bearer: reader })).status, 200);
    const [, , seal] = reader.split('.');
    const claims = Buffer.from(JSON.stringify({ scope: readWrite, exp: Date.now() + 60_000 })).toString('base64url');
    assert.equal((await call('POST', path, { body: 'x', bearer: `ya29.${claims}.${seal}` })).status, 401);
    assert.deepEqual(storage.log, []);
  });

  it('stores nothing when the sender goes away half-way', async () => {
    const { port } = new URL(storage.url);
    const socket = connect(Number(port), '127.0.0.1');
    const head = `POST /upload/storage/v1/b/${bucket}/o?uploadType=media&name=half HTTP/1.1`;
    const headers = `Host: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\nExpect: 100-continue`;
    socket.write(`${head}\r\n${headers}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    await new Promise<void>((resolve) => socket.write('half of it', () => resolve()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resetAndDestroy();
    await closed;
    assert.equal((await upload('half', 'the whole of it')).status, 200);
    assert.deepEqual(outcomes(), ['half stored']);
  });

  it('has bad moments on demand, in which nothing is stored', async () => {
    storage.failNext(503, 2);
    assert.equal((await upload('x', 'x')).status, 503);
    assert.equal((await upload('x', 'x')).status, 503);
    assert.equal((await upload('x', 'x')).status, 200);
    assert.deepEqual(outcomes(), ['x stored']);
  });

  it('keeps objects, log, tokens and the service account over a restart, also after a kill in the middle of a write', async () => {
    await upload('kept', 'kept');
    await upload('deleted', 'deleted');
    await call('DELETE', objectPath('deleted'));
    const { serviceAccount, log, url } = storage;
    await storage.close();
    await appendFile(join(dataDirectory, 'log.jsonl'), '{"at":"2026-01-01T00:00:00.000Z","bucket":"integ');
    await writeFile(join(dataDirectory, 'objects', '1'), 'bytes without a line in the log');

    storage = await startStorage({ port: Number(new URL(url).port), dataDirectory });
    assert.deepEqual(storage.log, log);
    assert.deepEqual(storage.serviceAccount, serviceAccount);
    assert.equal(await (await call('GET', `${objectPath('kept')}?alt=media`)).text(), 'kept');
    assert.equal((await upload('kept', 'again')).status, 412);
    assert.equal((await call('GET', `${objectPath('deleted')}?alt=media`)).status, 404);
    assert.equal((await upload('new', 'new')).status, 200);
    assert.equal((await readdir(join(dataDirectory, 'objects'))).length, 2);
    const written = storage.log;
    await storage.close();
    storage = await startStorage({ port: 0, dataDirectory });
    assert.deepEqual(storage.log, written);
    const moved = await createServiceAccount({ dataDirectory, tokenUri: 'http://127.0.0.1:1/token' });
    assert.equal(moved.private_key, serviceAccount.private_key);
    assert.equal(moved.token_uri, 'http://127.0.0.1:1/token');
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ticketsRead } from '../../../demo/providers/authorization/scopes.js';
import type { Access, AccessKind } from '../../../demo/providers/desk/access.js';
import { plantTickets } from '../../../demo/providers/desk/tickets.js';
import { type Desk, startDesk } from '../../../demo/providers/desk.js';

const alice = 'alice@example.com';
const bob = 'bob@example.com';

describe('the help desk of the demo', () => {
  let directory: string;
  let desk: Desk;
  const start = () =>
    startDesk({
      port: 0,
      dataDirectory: directory,
      verifyAccessToken: async (token) =>
        token === 'good' || token === 'narrow'
          ? {
              accountId: '1',
              email: bob,
              name: 'Bob',
              clientId: 'x',
              scope: token === 'good' ? `openid ${ticketsRead}` : 'openid',
            }
          : undefined,
    });

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'desk-'));
    desk = await start();
  });
  after(async () => {
    await desk.close();
    await rm(directory, { recursive: true });
  });

  const accessOf = (account: string, kind: AccessKind): Access => {
    const found = desk.access.find((access) => access.account === account && access.kind === kind);
    assert.ok(found);
    return found;
  };
  const headersFor = ({ kind, name, region, secret }: Access): Record<string, string> => {
    if (kind === 'api_key') return { 'x-api-key': secret };
    if (kind === 'bearer_token') return { authorization: `Bearer ${secret}` };
    if (kind === 'basic_auth') return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` };
    return { authorization: `Desk workspace="${name}", region="${region}", token="${secret}"` };
  };
  const call = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`${desk.url}/api/v1/${path}`, { headers });
    return { status: answer.status, body: await answer.json(), challenge: answer.headers.get('www-authenticate') };
  };
  const kinds = ['api_key', 'bearer_token', 'basic_auth', 'custom_input'] as const;

  for (const kind of kinds) {
    it(`${kind}: names the account it belongs to, each its own`, async () => {
      for (const account of [alice, bob])
        assert.deepEqual((await call('me', headersFor(accessOf(account, kind)))).body, { account });
    });

    it(`${kind}: is refused with a reason once it was revoked, and another one is given out`, async () => {
      const old = headersFor(accessOf(alice, kind));
      await desk.revoke(alice, kind);
      const { status, body, challenge } = await call('me', old);
      assert.equal(status, 401);
      assert.match(body.error.message, /revoked|expired/);
      assert.match(challenge ?? '', /invalid_token/);
      const [issued] = await desk.reissue(alice, kind);
      assert.ok(issued);
      assert.equal((await call('me', headersFor(issued))).status, 200);
      assert.equal((await call('me', old)).status, 401);
    });
  }

  it('has several keys an account', () => {
    assert.equal(desk.access.filter(({ account, kind }) => account === alice && kind === 'api_key').length, 2);
  });

  it('takes tokens of the authorization server that may read tickets', async () => {
    assert.deepEqual((await call('me', { authorization: 'Bearer good' })).body, { account: bob });
    assert.equal((await call('me', { authorization: 'Bearer narrow' })).status, 403);
    assert.equal((await call('me', { authorization: 'Bearer other' })).status, 401);
    assert.equal((await call('me', {})).status, 401);
  });

  it('checks workspace, region and token together', async () => {
    const access = accessOf(alice, 'custom_input');
    const refused = async (over: Partial<Access>) => (await call('me', headersFor({ ...access, ...over }))).body.error;
    assert.equal((await refused({ name: 'birch' })).parameter, 'workspace');
    assert.equal((await refused({ region: 'us' })).parameter, 'region');
    assert.equal((await refused({ secret: accessOf(bob, 'custom_input').secret })).parameter, 'token');
  });

  it('lists tickets page by page', async () => {
    const headers = headersFor(accessOf(alice, 'api_key'));
    const ids: number[] = [];
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const { body } = await call(`tickets?cursor=${cursor}`, headers);
      ids.push(...body.tickets.map(({ id }: { id: number }) => id));
      cursor = body.next;
    }
    assert.deepEqual(
      ids,
      plantTickets(alice).map(({ id }) => id),
    );
  });

  it('flips switches by JSON alone, and logs who asked without what they showed', async () => {
    const flip = (type: string) =>
      fetch(`${desk.url}/admin/switches`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ reissue: { account: bob, kind: 'api_key' } }),
      });
    assert.equal((await flip('text/plain')).status, 415);
    const { issued } = (await (await flip('application/json')).json()) as { issued: Access[] };
    assert.deepEqual(
      issued.map(({ secret }) => secret).sort(),
      desk.access
        .filter(({ account, kind }) => account === bob && kind === 'api_key')
        .map(({ secret }) => secret)
        .sort(),
    );
    const log = await (await fetch(`${desk.url}/admin/log`)).text();
    assert.match(log, /"account": "bob@example.com"/);
    for (const { secret } of desk.access) assert.ok(!log.includes(secret));
  });

  it('keeps its keys over a restart, for its owner alone', async () => {
    const before = desk.access;
    await desk.close();
    desk = await start();
    assert.deepEqual(desk.access, before);
    assert.equal((await stat(join(directory, 'access.json'))).mode & 0o777, 0o600);
  });
});

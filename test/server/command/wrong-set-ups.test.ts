import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTemporaryDirectory } from '../../support/databases.js';
import { nodeArguments } from '../../support/node-arguments.js';

const cli = nodeArguments(new URL('../../../src/server/command/cli.ts', import.meta.url));
const planted = 'planted-secret-0123456789-0123456789';
const sessionKeys = { INTEGRATION_HUB_SESSION_KEYS: `k1:${planted}` };
const vaultKeys = { INTEGRATION_HUB_VAULT_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` };

interface SetUp {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The place, what is wrong there, and the way out. */
  readonly says: readonly (string | RegExp)[];
}

/** What somebody runs on a Monday morning, with one thing wrong. `BUSY` is a port that another program listens on. */
const setUps: Readonly<Record<string, SetUp>> = {
  'a port in use': { args: ['--port', 'BUSY'], says: [/Port \d+ of 127\.0\.0\.1 is in use/, '--port'] },
  'a port that is none': { args: ['--port', '99999'], says: ['--port must be a port', '65535', '8787'] },
  'a variable PORT that is none': { environment: { PORT: 'http' }, says: ['the variable PORT must be a port', '8787'] },
  'a host of another machine': {
    args: ['--port', '0', '--host', '192.0.2.1'],
    says: ['"192.0.2.1" is no address of this machine', '0.0.0.0'],
  },
  'a host that is a URL': {
    args: ['--port', '0'],
    environment: { INTEGRATION_HUB_HOST: 'http://hub.invalid' },
    says: ['"http://hub.invalid" is no address of this machine', '--host 127.0.0.1'],
  },
  'a database of another make': {
    environment: { ...sessionKeys, ...vaultKeys, DATABASE_URL: `mysql://hub:${planted}@db/hub` },
    says: ['databaseUrl (DATABASE_URL)', 'mysql://', 'postgres://user:password@host:5432/database'],
  },
  'a database that nobody has started': {
    args: ['--port', '0'],
    environment: { ...sessionKeys, ...vaultKeys, DATABASE_URL: `postgres://hub:${planted}@127.0.0.1:1/hub` },
    says: ['DATABASE_URL', '127.0.0.1:1 cannot be reached (ECONNREFUSED)', 'Is it started'],
  },
  'PostgreSQL without keys for the vault': {
    environment: { ...sessionKeys, DATABASE_URL: `postgres://hub:${planted}@127.0.0.1:1/hub` },
    says: ['vaultKeys (INTEGRATION_HUB_VAULT_KEYS) is missing', 'openssl rand -base64 32'],
  },
  'a key for the vault that is too short': {
    args: ['--port', '0'],
    environment: { INTEGRATION_HUB_VAULT_KEYS: `k1:${planted}` },
    says: ['vaultKeys (INTEGRATION_HUB_VAULT_KEYS)', '32 bytes', 'openssl rand -base64 32'],
  },
  'keys for the vault without names': {
    args: ['--port', '0'],
    environment: { INTEGRATION_HUB_VAULT_KEYS: planted },
    says: ['vaultKeys (INTEGRATION_HUB_VAULT_KEYS)', 'id:base64', 'openssl rand -base64 32'],
  },
  'a data directory that is a file': {
    args: ['--port', '0'],
    environment: { INTEGRATION_HUB_DATA: 'plain.mjs' },
    says: ['plain.mjs', 'dataDirectory (INTEGRATION_HUB_DATA)', 'folder'],
  },
  'a data directory below a file': {
    args: ['--port', '0'],
    environment: { INTEGRATION_HUB_DATA: 'plain.mjs/data' },
    says: ['plain.mjs', 'dataDirectory (INTEGRATION_HUB_DATA)', 'folder'],
  },
  'a key of sessions without a kid': {
    environment: { INTEGRATION_HUB_SESSION_KEYS: planted },
    says: ['INTEGRATION_HUB_SESSION_KEYS', 'kid:secret'],
  },
  'a public server without a key of sessions': {
    environment: { INTEGRATION_HUB_PUBLIC_URL: 'https://hub.example.com' },
    says: ['sessionKeys (INTEGRATION_HUB_SESSION_KEYS) is empty', 'openssl rand -hex 32'],
  },
  'a public server over plain http': {
    environment: { ...sessionKeys, INTEGRATION_HUB_PUBLIC_URL: 'http://hub.example.com' },
    says: ['publicUrl (INTEGRATION_HUB_PUBLIC_URL) must be https', '"https://hub.example.com"'],
  },
  'an origin with a path': {
    environment: { INTEGRATION_HUB_ALLOWED_ORIGINS: 'https://app.example.com/' },
    says: ['allowedOrigins (INTEGRATION_HUB_ALLOWED_ORIGINS)', 'write "https://app.example.com"'],
  },
  'a number in words': {
    environment: { INTEGRATION_HUB_RATE_LIMIT: 'many' },
    says: ['INTEGRATION_HUB_RATE_LIMIT must be a whole number'],
  },
  'an environment in small letters': {
    environment: { INTEGRATION_HUB_DEPLOY_ON_START: 'live' },
    says: ['deployOnStart (INTEGRATION_HUB_DEPLOY_ON_START)', '"LIVE"'],
  },
  'a configuration in JSON': { args: ['--config', 'config.json'], says: ['config.json', '.mjs'] },
  'a configuration that is a folder': { args: ['--config', 'folder'], says: ['folder', '--config'] },
  'a deployment to nobody': {
    args: ['deploy', 'plain', '--env', 'LIVE', '--url', 'http://127.0.0.1:1'],
    environment: { INTEGRATION_HUB_ADMIN_KEYS: `k1:${planted}` },
    says: ['No server answers at http://127.0.0.1:1', '--url'],
  },
  'a deployment to another program': {
    args: ['deploy', 'plain', '--env', 'LIVE', '--url', 'http://127.0.0.1:BUSY'],
    environment: { INTEGRATION_HUB_ADMIN_KEYS: `k1:${planted}` },
    says: [/What answers at http:\/\/127\.0\.0\.1:\d+ is no server of integration-hub/, '--url'],
  },
  'a life of a token in words': {
    args: ['token', '--tenant', 'acme', '--expires-in', '15m'],
    environment: sessionKeys,
    says: ['--expires-in must be a whole number'],
  },
  'a token of too short a secret': {
    args: ['token', '--tenant', 'acme'],
    environment: { INTEGRATION_HUB_SESSION_KEYS: 'k1:short' },
    says: ['32 bytes', 'openssl rand -hex 32'],
  },
};

describe('a wrong set-up', () => {
  let directory: string;
  let busy: Server;
  let port: number;
  before(async () => {
    directory = await createTemporaryDirectory();
    await writeFile(join(directory, 'plain.mjs'), 'export default {};');
    await writeFile(join(directory, 'config.json'), '{}');
    await mkdir(join(directory, 'folder'));
    busy = createServer((_request, response) => response.end('<!doctype html><title>Another program</title>'));
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    port = (busy.address() as AddressInfo).port;
  });
  after(() => busy.close());

  for (const [name, { args = [], environment = {}, says }] of Object.entries(setUps)) {
    it(`is said in words, with the place and the way out, and leaves nothing behind: ${name}`, { timeout: 60_000 }, async () => {
      const isServe = args[0] === undefined || args[0].startsWith('--');
      const words = [...(isServe ? ['serve'] : []), ...args].map((word) => word.replace('BUSY', String(port)));
      const child = spawn(process.execPath, [...cli, ...words], {
        cwd: directory,
        env: { PATH: process.env['PATH'] ?? '', ...environment },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          said += chunk;
        });
      const code = await new Promise((resolve) => child.on('close', resolve));
      assert.equal(code, 1, said);
      assert.match(said, /^integration-hub: /m);
      for (const word of says)
        assert.match(said, typeof word === 'string' ? new RegExp(word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : word);
      assert.ok(!said.includes(planted), said);
      assert.doesNotMatch(said, /\n\s+at |Error:|Warning:/);
      assert.deepEqual((await readdir(directory)).sort(), ['config.json', 'folder', 'plain.mjs']);
    });
  }
});

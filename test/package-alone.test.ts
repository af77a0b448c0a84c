import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { build } from './support/build.js';
import { installPackedPackage } from './support/checks/package-lint.js';
import { editorOn } from './support/editor.js';
import { until } from './support/until.js';

const run = promisify(execFile);
const secret = 'a-secret-of-the-test-0123456789-0123456789';

/** A folder with nothing but the packed package and its README, in which somebody does what that says. */
describe('the package and its README alone', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'integration-hub-alone-'));
  const installed = (path: string): string => join(folder, 'node_modules/integration-hub', path);
  const config = join(folder, 'integration-hub.config.mjs');
  let readme: string;
  before(async () => {
    await build();
    // As `npm init` of npm 11 writes it.
    writeFileSync(join(folder, 'package.json'), '{ "name": "alone", "private": true, "type": "commonjs" }');
    installPackedPackage(folder);
    for (const peer of ['@electric-sql/pglite', 'pg', '@dbos-inc/dbos-sdk', 'tsx']) {
      mkdirSync(dirname(join(folder, 'node_modules', peer)), { recursive: true });
      symlinkSync(resolve('node_modules', peer), join(folder, 'node_modules', peer));
    }
    readme = readFileSync(installed('README.md'), 'utf8');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const shipped = 'demo/example/integration-hub.config.mjs';
  const example = (): string => {
    const [, text = ''] = /```js\n(\/\/ integration-hub\.config\.mjs\n[\s\S]*?)```/.exec(readme) ?? [];
    return text;
  };

  it('shows the example that it ships, which type-checks as it is written', async () => {
    assert.equal(example(), readFileSync(installed(shipped), 'utf8'));
    copyFileSync(installed(shipped), config);
    const strict = ['--noEmit', '--strict', '--allowJs', '--checkJs', '--target', 'es2022', '--lib', 'es2023,dom', '--types', ''];
    const check = run(resolve('node_modules/.bin/tsc'), [...strict, '--module', 'nodenext', config], { cwd: folder });
    await check.catch((cause: { readonly stdout: string }) => assert.fail(cause.stdout));
  });

  it('has words for every field of it in an editor', () => {
    copyFileSync(installed(shipped), config);
    const text = readFileSync(config, 'utf8');
    const hover = editorOn(config);
    const fields = [...text.matchAll(/(?<=[{,(]\s*)([a-z]\w*)(?=:\s)/gi)].map(({ 1: name = '', index }) => ({ name, index }));
    assert.ok(fields.length > 45, `${fields.length} fields`);
    assert.deepEqual([...new Set(fields.filter(({ index }) => hover(index) === '').map(({ name }) => name))], []);
    const calls = ['defineConnector', 'defineFlow', 'defineConfigurationFlow', 'defineWidget', 'defineConfig', 'FlowError'];
    assert.deepEqual(
      calls.filter((name) => hover(text.indexOf(`${name}(`)) === ''),
      [],
    );
  });

  describe('at work', () => {
    let notes: Server;
    let hub: ChildProcess;
    let address: string;
    let token: string;
    const asked: { readonly url: string | undefined; readonly key: string | undefined }[] = [];
    before(async () => {
      notes = createServer((request, response) => {
        asked.push({ url: request.url, key: request.headers.authorization });
        response.setHeader('content-type', 'application/json').end('[{ "id": 1 }, { "id": 2 }]');
      });
      await new Promise<void>((ready) => notes.listen(0, '127.0.0.1', ready));
      const { port } = notes.address() as AddressInfo;
      // A service of one's own in the place of one that there is not, in TypeScript by the line that the README gives.
      writeFileSync(
        join(folder, 'integration-hub.config.ts'),
        example()
          .replaceAll('https://api.notes.example', `http://127.0.0.1:${port}`)
          .replace('String(context', '<string>String(context'),
      );
      const environment = {
        PATH: process.env['PATH'],
        HOME: folder,
        INTEGRATION_HUB_SECRET: secret,
        INTEGRATION_HUB_SESSION_KEYS: `k1:${secret}`,
        INTEGRATION_HUB_PUBLIC_URL: 'http://localhost:8787',
        INTEGRATION_HUB_ALLOWED_ORIGINS: 'http://localhost:3000',
        INTEGRATION_HUB_DEPLOY_ON_START: 'LIVE',
        INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS: `127.0.0.1:${port}`,
        NODE_OPTIONS: '--import tsx',
      };
      for (const name of Object.keys(environment).filter((one) => /^INTEGRATION_HUB|^NODE_OPTIONS/.test(one)))
        assert.ok(readme.includes(name), `the README says nothing of ${name}`);
      const serve = ['serve', '--config', 'integration-hub.config.ts', '--port', '0'];
      hub = spawn(join(folder, 'node_modules/.bin/integration-hub'), serve, { cwd: folder, env: environment });
      let said = '';
      for (const stream of [hub.stdout, hub.stderr])
        stream?.on('data', (chunk: unknown) => {
          said += String(chunk);
        });
      await until(() => /listens on http/.test(said) || hub.exitCode !== null, { timeout: 90_000 });
      address = /listens on (http:\/\/\S+)/.exec(said)?.[1] ?? assert.fail(said);
      writeFileSync(
        join(folder, 'token.mjs'),
        `import { signSession } from 'integration-hub/tokens';
        const key = { kid: 'k1', algorithm: 'HS256', secret: process.env.INTEGRATION_HUB_SECRET };
        console.log(await signSession({ key, publicUrl: process.env.INTEGRATION_HUB_PUBLIC_URL, tenant: 'acme', sub: 'u1', name: 'Alice' }));`,
      );
      token = (
        await run(process.execPath, ['token.mjs'], { cwd: folder, env: { ...environment, NODE_OPTIONS: '' } })
      ).stdout.trim();
    });
    after(async () => {
      notes.close();
      if (hub.exitCode === null) {
        hub.kill('SIGTERM');
        await once(hub, 'exit');
      }
    });

    // biome-ignore lint/suspicious/noExplicitAny: what is answered is looked at below
    const call = async (method: string, path: string, body?: unknown): Promise<any> => {
      const response = await fetch(`${address}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'x-integration-hub': '1',
          'idempotency-key': `${method} ${path}`.replaceAll(/\W/g, '-'),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      assert.ok(response.ok, JSON.stringify(answer));
      return answer;
    };

    it('connects, asks for its settings, and runs the flow', async () => {
      const place = '/v1/widgets/notes/connections/default';
      const [{ key, name }] = (await call('GET', '/v1/hub')).widgets;
      assert.deepEqual([key, name], ['notes', 'Notes']);
      await call('PUT', `${place}/credentials/notes`, { method: 'api_key', values: { apiKey: 'k-123' }, action: 'connect' });
      await until(async () => (await call('GET', '/v1/hub')).widgets[0].connections[0]?.active === true, { timeout: 30_000 });
      const form = await call('GET', `${place}/configurations/settings`);
      assert.equal(form.steps[0].fields[0].label, 'Folder');
      await call('PUT', `${place}/configurations/settings`, { values: { folder: 'in & out' } });
      const started = await call('POST', `${place}/actions/sync/runs`, {});
      const result = async () => call('GET', `/v1/runs/${started.id}`);
      await until(async () => (await result()).status === 'succeeded', { timeout: 30_000 });
      assert.equal((await result()).userMessage, '2 notes were read.');
      assert.deepEqual(asked.at(-1), { url: '/notes?folder=in%20%26%20out', key: 'Key k-123' });
    });
  });
});

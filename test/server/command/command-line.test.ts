import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTemporaryDirectory } from '../../support/databases.js';
import { nodeArguments } from '../../support/node-arguments.js';
import { until } from '../../support/until.js';

const cli = nodeArguments(new URL('../../../src/server/command/cli.ts', import.meta.url));
const loader = import.meta.resolve('tsx');

interface Output {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function start(directory: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [...cli, ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  const output = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.error += chunk;
  });
  const ended = new Promise<Output>((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  return { child, output, ended };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const config = `export default Promise.resolve({
  connectors: [
    { key: 'keyed', name: 'Keyed', methods: [{ method: 'api_key' }] },
    {
      key: 'drive',
      name: 'Drive',
      methods: [{ method: 'oauth' }],
      oauth: { authorizationUrl: 'https://drive.example/authorize', tokenUrl: 'https://drive.example/token', clientId: 'hub' },
    },
  ],
  widgets: [{ key: 'plain', name: 'Plain', actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }] }],
});`;

describe('integration-hub', () => {
  let directory: string;
  before(async () => {
    directory = await createTemporaryDirectory();
    await writeFile(join(directory, 'hub.config.mjs'), config);
  });

  it('explains itself, and says what is wrong in a line', async () => {
    const help = await start(directory, ['--help']).ended;
    assert.equal(help.code, 0);
    for (const word of [
      'serve',
      'token',
      'deploy',
      'roll-back',
      'undeploy',
      'versions',
      'disable|enable',
      'connectors',
      'rotate-keys',
      '--config',
      '--tenant',
      '--role',
    ])
      assert.ok(help.out.includes(word), word);
    const wrong = [['sreve'], ['serve', '--prot', '1'], ['token', '--role', 'owner'], ['serve', '--port', 'x']];
    for (const { code, out, error } of await Promise.all(wrong.map((args) => start(directory, args).ended))) {
      assert.deepEqual([code, out], [1, '']);
      assert.match(error, /^integration-hub: .+\n/);
      assert.doesNotMatch(error, /\n\s+at /);
    }
  });

  it('says what is wrong with a configuration file, and never what stands in it', async () => {
    const secret = 'planted-secret-0123456789';
    const files: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
      'empty.mjs': ['export const config = {};', /empty\.mjs has no default export: write export default defineConfig\(/],
      'list.mjs': [`export default ['${secret}'];`, /list\.mjs exports a list as its default: write/],
      'function.mjs': ['export default () => ({});', /function\.mjs exports a function as its default: write/],
      'broken.mjs': [
        `export default {\n  vaultKeys: '${secret}'\n  widgets: [],\n};`,
        /broken\.mjs cannot be loaded in line 3\. SyntaxError/,
      ],
      'missing-package.mjs': [`import 'no-such-package';`, /missing-package\.mjs cannot be loaded.*no-such-package/],
      'typo.mjs': [
        `export default { widget: [], vaultKeys: '${secret}' };`,
        /there is no option "widget": did you mean "widgets"\?/,
      ],
    };
    for (const [name, [text, says]] of Object.entries(files)) {
      await writeFile(join(directory, name), text);
      const { code, out, error } = await start(directory, ['serve', '--config', name]).ended;
      assert.deepEqual([code, out], [1, ''], error);
      assert.match(error, says);
      assert.ok(!error.includes(secret) && !/\n\s+at /.test(error), error);
    }
    const absent = await start(directory, ['serve', '--config', 'hub.cnofig.mjs']).ended;
    assert.match(absent.error, /There is no file \S*hub\.cnofig\.mjs: say where it is with --config/);
  });

  it('has no key to sign with before a server made some', async () => {
    const { code, error } = await start(await createTemporaryDirectory(), ['token', '--tenant', 'acme']).ended;
    assert.equal(code, 1);
    assert.match(error, /INTEGRATION_HUB_SESSION_KEYS/);
  });

  it('names the one command that installs what is missing', async () => {
    const file = 'missing-peers.ts';
    // Beside no node_modules, nothing is installed.
    await copyFile(fileURLToPath(new URL(`../../../src/server/command/${file}`, import.meta.url)), join(directory, 'copy.mts'));
    const script = `const { missingPeers } = await import('./copy.mts'); console.log('npm install ' + missingPeers(true).join(' '));`;
    const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', script], { cwd: directory });
    const { out } = await collect(child);
    assert.equal(out.trim(), 'npm install @electric-sql/pglite pg @dbos-inc/dbos-sdk');
  });

  describe('serve', () => {
    let port: number;
    let server: ReturnType<typeof start>;
    before(async () => {
      port = await freePort();
      const misspelt = { INTEGRATION_HUB_DEPLOY_ON_STAR: 'LIVE' };
      server = start(directory, ['serve', '--config', 'hub.config.mjs', '--port', `${port}`], misspelt);
      await until(() => server.output.out.includes('is reached at') || server.child.exitCode !== null, { timeout: 60_000 });
      assert.equal(server.child.exitCode, null, server.output.error);
    });
    after(() => server.child.kill('SIGKILL'));
    const url = () => `http://localhost:${port}`;

    it('starts with nothing set up, on keys that only their owner reads', async () => {
      const mode = (await stat(join(directory, '.data', 'signing-keys.json'))).mode & 0o777;
      assert.equal(mode, 0o600);
      const { session } = JSON.parse(await readFile(join(directory, '.data', 'signing-keys.json'), 'utf8'));
      assert.ok(!server.output.out.includes(session.secret) && !server.output.error.includes(session.secret));
      assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
    });

    it('says what nobody reads, and that no hub shows the widgets yet', () => {
      const said = server.output.out + server.output.error;
      assert.match(
        said,
        /Nothing reads the variable INTEGRATION_HUB_DEPLOY_ON_STAR: did you mean INTEGRATION_HUB_DEPLOY_ON_START\?/,
      );
      assert.match(said, /A widget is DRAFT only.*integration-hub deploy plain --env LIVE.*INTEGRATION_HUB_DEPLOY_ON_START/);
    });

    it('takes the tokens and deployments of the other commands', async () => {
      const variables = { INTEGRATION_HUB_PUBLIC_URL: url() };
      const deployment = ['deploy', 'plain', '--env', 'LIVE', '--url', `http://127.0.0.1:${port}`];
      assert.deepEqual((await start(directory, deployment, variables).ended).out, 'plain is in LIVE now\n');
      assert.match((await start(directory, deployment, variables).ended).out, /already/);
      const unknown = await start(directory, deployment.with(1, 'nothing'), variables).ended;
      assert.deepEqual([unknown.code, /widget_not_found/.test(unknown.error)], [1, true]);
      const others = { ...variables, INTEGRATION_HUB_ADMIN_KEYS: `other:${'s'.repeat(32)}` };
      assert.match((await start(directory, deployment, others).ended).error, /No admin key is named other: add it to adminKeys/);
      const { out: token } = await start(directory, ['token', '--tenant', 'acme', '--url', url()]).ended;
      const hub = await fetch(`http://127.0.0.1:${port}/v1/hub`, {
        headers: { authorization: `Bearer ${token.trim()}`, 'x-integration-hub': '1' },
      });
      assert.equal(hub.status, 200);
      assert.equal((await hub.json()).widgets[0].key, 'plain');
    });

    it('lists the versions of a widget, hides it, and shows again what was there before', async () => {
      const ask = async (...words: string[]) => {
        const variables = { INTEGRATION_HUB_PUBLIC_URL: url() };
        const { out, error } = await start(directory, [...words, '--url', `http://127.0.0.1:${port}`], variables).ended;
        return out + error;
      };
      const staging = ['plain', '--env', 'STAGING'];
      assert.match(await ask('versions', 'plain'), /^1 {2}\S+Z {2}Plain {2}by command line {2}shown in LIVE/);
      assert.match(await ask('roll-back', ...staging), /not_found/);
      assert.equal(await ask('deploy', ...staging, '--version', '1'), 'plain is in STAGING now\n');
      assert.equal(await ask('undeploy', ...staging), 'STAGING does not show plain any more; its connections stay\n');
      assert.match(await ask('versions', 'plain'), /^1 {2}.* {2}left STAGING/);
      assert.equal(await ask('roll-back', ...staging), 'STAGING shows version 1 of plain\n');
      assert.equal(await ask('roll-back', ...staging, '--version', '1'), 'STAGING showed already version 1 of plain\n');
      assert.match(await ask('versions', 'nothing'), /widget_not_found/);
    });

    it('switches a widget off and on again, at once', async () => {
      const variables = { INTEGRATION_HUB_PUBLIC_URL: url() };
      const ask = async (command: string, widget = 'plain') => {
        const { out, error } = await start(directory, [command, widget, '--url', `http://127.0.0.1:${port}`], variables).ended;
        return out + error;
      };
      const { out: token } = await start(directory, ['token', '--tenant', 'acme', '--url', url()]).ended;
      const shown = async () => {
        const headers = { authorization: `Bearer ${token.trim()}`, 'x-integration-hub': '1' };
        return (await (await fetch(`http://127.0.0.1:${port}/v1/hub`, { headers })).json()).widgets.length;
      };
      assert.equal(await shown(), 1);
      assert.equal(await ask('disable'), 'plain is switched off, in every environment; its connections stay\n');
      assert.equal(await shown(), 0);
      assert.equal(await ask('disable'), 'plain was switched off already\n');
      assert.equal(await ask('enable'), 'plain is switched on, in every environment; its connections stay\n');
      assert.equal(await shown(), 1);
      assert.match(await ask('disable', 'nothing'), /widget_not_found/);
    });

    it('says at its start which redirect URLs to register', () => {
      const said = `Redirect URLs to register with the providers:\n  Drive: ${url()}/oauth/callback/drive\n`;
      assert.ok(server.output.out.includes(said), server.output.out);
    });

    it('prints the redirect URL to register, and seals again on demand', async () => {
      const variables = { INTEGRATION_HUB_PUBLIC_URL: url() };
      const here = ['--url', `http://127.0.0.1:${port}`];
      const listed = await start(directory, ['connectors', ...here], variables).ended;
      assert.equal(listed.out, `keyed: Keyed (api_key)\ndrive: Drive (oauth)\n    ${url()}/oauth/callback/drive\n`);
      const rotated = await start(directory, ['rotate-keys', ...here], variables).ended;
      assert.equal(rotated.out, 'Sealed 0 values again with the first key\n');
      const nobody = await start(directory, ['connectors', '--url', `http://127.0.0.1:${await freePort()}`], variables).ended;
      assert.deepEqual([nobody.code, /No server answers/.test(nobody.error)], [1, true]);
    });

    it('does not share its data directory', async () => {
      const second = await start(directory, ['serve', '--port', `${await freePort()}`]).ended;
      assert.equal(second.code, 1);
      assert.match(second.error, /in use/);
    });

    it('drains on SIGTERM: ends its streams and exits with 0', async () => {
      const { out: token } = await start(directory, ['token', '--tenant', 'acme', '--url', url()]).ended;
      const stream = await fetch(`http://127.0.0.1:${port}/v1/events`, {
        headers: { authorization: `Bearer ${token.trim()}`, 'x-integration-hub': '1' },
      });
      assert.equal(stream.status, 200);
      server.child.kill('SIGTERM');
      assert.match(await stream.text(), /^retry/);
      assert.equal((await server.ended).code, 0, server.output.error);
    });
  });
});

function collect(child: ChildProcess): Promise<{ readonly out: string }> {
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve) => child.on('close', () => resolve({ out })));
}

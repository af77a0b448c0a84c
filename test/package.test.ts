import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from './support/build.js';
import { installPackedPackage } from './support/checks/package-lint.js';

const peers = ['@electric-sql/pglite', 'pg', '@dbos-inc/dbos-sdk'];
const run = promisify(execFile);

/** A project of somebody else's, with the packed package installed as npm installs it, and nothing more. */
describe('the package as it is installed', () => {
  const consumer = mkdtempSync(join(tmpdir(), 'integration-hub-consumer-'));

  before(async () => {
    await build();
    writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
    installPackedPackage(consumer);
  });
  after(() => rmSync(consumer, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(consumer, name), text);
    return join(consumer, name);
  };
  const node = async (code: string): Promise<string> =>
    (await run(process.execPath, [write('run.mjs', code)], { cwd: consumer, timeout: 30_000 })).stdout.trim();

  it('brings none of its optional peers', () => {
    for (const peer of peers) assert.ok(!existsSync(join(consumer, 'node_modules', peer)), peer);
  });

  for (const entry of ['integration-hub', 'integration-hub/headless', 'integration-hub/server', 'integration-hub/tokens']) {
    it(`imports ${entry} in bare Node, and registers no element`, async () => {
      const code = `const module = await import('${entry}');
        console.log(Object.keys(module).length > 0, globalThis.customElements?.get('integration-hub') === undefined);`;
      assert.equal(await node(code), 'true true');
    });
  }

  it('imports integration-hub/define in bare Node, where it registers the elements', async () => {
    const code = `await import('integration-hub/define');
      console.log(['integration-hub', 'integration-widget'].every((name) => customElements.get(name) !== undefined));`;
    assert.equal(await node(code), 'true');
  });

  it('signs a token in bare Node with jose and a few kB of our own', async (test) => {
    const loaded = async (code: string): Promise<number> => {
      const list = join(consumer, 'loaded.txt');
      writeFileSync(list, '');
      const note = write(
        'note.mjs',
        `import { appendFileSync } from 'node:fs';
        export async function load(url, context, next) {
          if (url.startsWith('file:')) appendFileSync(${JSON.stringify(list)}, url + '\\n');
          return next(url, context);
        }`,
      );
      const register = write(
        'register.mjs',
        `import { register } from 'node:module'; register(${JSON.stringify(pathToFileURL(note).href)});`,
      );
      await run(process.execPath, ['--import', register, write('run.mjs', code)], { cwd: consumer });
      const files = readFileSync(list, 'utf8')
        .split('\n')
        .filter((url) => url.includes('/integration-hub/') || url.includes('/node_modules/'));
      return files.reduce((bytes, url) => bytes + statSync(fileURLToPath(url)).size, 0);
    };
    const tokens = await loaded(`import { signSession } from 'integration-hub/tokens';
      const key = { kid: 'k1', algorithm: 'HS256', secret: 'x'.repeat(32) };
      const token = await signSession({ key, publicUrl: 'https://hub.example.com', tenant: 'acme' });
      if (token.split('.').length !== 3) throw new Error(token);`);
    const server = await loaded(`import 'integration-hub/server';`);
    test.diagnostic(`${tokens} bytes for tokens, ${server} for a server`);
    assert.ok(tokens > 1000 && tokens <= 50_000, `${tokens} bytes`);
    assert.ok(tokens <= server / 50, `${tokens} bytes of tokens, ${server} bytes of server`);
  });

  it('has a bundle and a manifest where its exports say', async () => {
    const code = `for (const entry of ['script-tag', 'custom-elements.json', 'package.json'])
      console.log((await import('node:fs')).existsSync(new URL(import.meta.resolve('integration-hub/' + entry))));`;
    assert.equal(await node(code), 'true\ntrue\ntrue');
  });

  describe('for TypeScript', () => {
    const compile = async (options: readonly string[], code: string): Promise<string> => {
      const file = write('consumer.ts', code);
      const strict = ['--noEmit', '--strict', '--target', 'es2022', '--types', '', '--skipLibCheck', 'false'];
      try {
        await run(resolve('node_modules/.bin/tsc'), [...strict, ...options, file], { cwd: consumer });
        return '';
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };

    const server = `
      import { createServer, type Server, type ServerOptions } from 'integration-hub/server';
      import { signSession, type TokenKey } from 'integration-hub/tokens';
      const key: TokenKey = { kid: 'k1', algorithm: 'HS256', secret: '' };
      export const token: Promise<string> = signSession({ key, publicUrl: 'https://hub.example.com', tenant: 'acme' });
      const options: ServerOptions = { publicUrl: 'https://hub.example.com', allowedOrigins: ['https://app.example.com'], sessionKeys: [] };
      export const server: Server = createServer(options);
      export const answer: Promise<Response> = server.fetch(new Request('https://hub.example.com/healthz'));
      // @ts-expect-error an option that there is not
      createServer({ ...options, publicURL: 'https://hub.example.com' });
      // @ts-expect-error a key is no string
      createServer({ ...options, sessionKeys: ['secret'] });`;

    const page = `
      import { IntegrationConnectedEvent, IntegrationHubElement } from 'integration-hub';
      import { createIntegrationHub } from 'integration-hub/headless';
      import 'integration-hub/define';
      const hub: IntegrationHubElement = document.createElement('integration-hub');
      hub.tenant = 'acme';
      hub.addEventListener('integration-connected', (event: IntegrationConnectedEvent) => event.widget.trim());
      createIntegrationHub({ tenant: 'acme', backend: 'https://hub.example.com' }).dispose();
      // @ts-expect-error a tenant is no number
      hub.tenant = 1;`;

    for (const [resolution, module] of [
      ['bundler', 'esnext'],
      ['nodenext', 'nodenext'],
    ] as const) {
      const options = ['--module', module, '--moduleResolution', resolution];

      it(`types ./server without any peer, or Node's types (${resolution})`, async () => {
        assert.equal(await compile([...options, '--lib', 'es2023,dom,dom.iterable'], server), '');
      });

      it(`types the elements and the headless hub (${resolution})`, async () => {
        assert.equal(await compile([...options, '--lib', 'es2023,dom,dom.iterable'], page), '');
      });
    }
  });

  describe('on the command line', () => {
    const command = join(consumer, 'node_modules/.bin/integration-hub');
    const environment = { PATH: process.env.PATH, HOME: consumer };

    it('says how it is used', async () => {
      assert.match((await run(command, ['--help'], { cwd: consumer, env: environment })).stdout, /^integration-hub serve/m);
    });

    it('names the one command that installs the peers it lacks', async () => {
      const failure = (await run(command, ['serve', '--port', '0'], { cwd: consumer, env: environment }).catch(
        (error: unknown) => error,
      )) as {
        readonly code: number;
        readonly stderr: string;
      };
      assert.equal(failure.code, 1);
      assert.match(failure.stderr, new RegExp(`npm install ${peers.join(' ')}$`, 'm'));
    });

    it('serves with its peers, and stops when it is told to', { timeout: 90_000 }, async () => {
      for (const peer of peers) {
        mkdirSync(dirname(join(consumer, 'node_modules', peer)), { recursive: true });
        symlinkSync(resolve('node_modules', peer), join(consumer, 'node_modules', peer));
      }
      const child = spawn(command, ['serve', '--port', '0'], {
        cwd: consumer,
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const address = await announced(child);
        assert.equal((await fetch(new URL('/healthz', address))).status, 200);
        assert.equal((await fetch(new URL('/readyz', address))).status, 200);
        const script = await fetch(new URL('/integration-hub.js', address));
        assert.match(script.headers.get('content-type') ?? '', /javascript/);
        child.kill('SIGTERM');
        assert.deepEqual(await once(child, 'exit'), [0, null]);
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});

/** The address in the line that says where a server listens. */
async function announced(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no output.');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const address = /listens on (http:\/\/\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`The server ended without saying where it listens:\n${said.join('\n')}`);
}

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { Client } from 'pg';
import { publish } from '../../../src/server/hub/events/event.rows.js';
import { reachPostgresqlServer } from '../postgresql-server.js';
import { startTestServer, type TestServer, toRequest } from '../server.js';

/** Of what a bare application of Hono answers with the same bytes, over the same sockets. */
const least = { whole: 0.05, unchanged: 0.1 };
const streams = 5000;
/**
 * Milliseconds of the processor until all streams have heard of an event, those of the listeners included: what 99 of 100 wait for on a
 * machine that does nothing else. How long it took by the clock is said beside it.
 */
const longestFanOut = 500;
/** Transactions a second of a server that nobody asks for anything. */
const idle = 2;
/** Milliseconds after which the database's processes have told what they did before they had nothing to do. */
const settled = 11_000;
/** Megabytes of a server on PostgreSQL, and times what a process with nothing but the embedded database takes. */
const memory = { postgresql: 160, embedded: 1.5 };
const requests = 1500;
const atOnce = 16;

type Fetch = (request: Request) => Response | Promise<Response>;

/** Answers a second, of the best of three turns that go in turn. */
async function rates(sides: Readonly<Record<string, { readonly url: string; readonly headers: Record<string, string> }>>) {
  const best: Record<string, number> = {};
  for (let turn = 0; turn < 3; turn++) {
    for (const [name, { url, headers }] of Object.entries(sides)) {
      const started = performance.now();
      let left = requests;
      const worker = async (): Promise<void> => {
        while (left-- > 0) await get(url, headers);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      best[name] = Math.max(best[name] ?? 0, requests / ((performance.now() - started) / 1000));
    }
  }
  return best;
}

const get = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });

async function listening<Result>(fetch: Fetch, work: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function measureHub(hub: TestServer): Promise<string> {
  const headers = { authorization: `Bearer ${await hub.token()}`, 'x-integration-hub': 'check' };
  const answer = await hub.server.fetch(toRequest('GET', '/v1/hub', { headers }));
  const body = await answer.text();
  const tag = answer.headers.get('etag') ?? '';
  const application = new Hono();
  application.get('/v1/hub', (context) => context.body(body, 200, { 'content-type': 'application/json', etag: tag }));
  return listening(
    (asked) => hub.server.fetch(asked),
    (own) =>
      listening(application.fetch, async (other) => {
        const sides = {
          bare: { url: `${other}/v1/hub`, headers },
          whole: { url: `${own}/v1/hub`, headers },
          unchanged: { url: `${own}/v1/hub`, headers: { ...headers, 'if-none-match': tag } },
        };
        const { bare: limit = 1, whole = 0, unchanged = 0 } = await rates(sides);
        const report = `a hub ${(whole / limit).toFixed(2)} × a bare application, unchanged ${(unchanged / limit).toFixed(2)} ×`;
        if (whole / limit < least.whole || unchanged / limit < least.unchanged) throw new Error(`${report}: too slow`);
        return report;
      }),
  );
}

/** One event after the other, with streams of as many people as there are. */
async function measureFanOut(hub: TestServer): Promise<string> {
  const aborts: AbortController[] = [];
  const heard: number[] = [];
  let begun = 0;
  const listen = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const text = decoder.decode(chunk);
      if (text.startsWith('retry:')) begun += 1;
      if (text.includes('data: ')) heard.push(performance.now());
    }
  };
  for (let count = 0; count < streams; count++) {
    const abort = new AbortController();
    aborts.push(abort);
    const token = await hub.token({ sub: `person-${count}` });
    const { body } = await hub.server.fetch(toRequest('GET', '/v1/events', { token, signal: abort.signal }));
    if (body === null) throw new Error('A stream has no body');
    listen(body).catch(() => undefined);
  }
  const delays: number[] = [];
  const worked: number[] = [];
  for (let event = 0; event < 5; event++) {
    heard.length = 0;
    // As after a quiet time: nothing that was known of the environment is believed.
    hub.services.definitions.forget();
    const started = performance.now();
    const before = process.cpuUsage();
    await hub.services.database.transaction((transaction) =>
      publish(
        transaction,
        { environment: 'LIVE', tenant: 'acme' },
        [{ type: 'connection.changed', widget: 'plain', connection: 'default' }],
        new Date(),
      ),
    );
    while (heard.length < streams) {
      if (performance.now() - started > 30_000) throw new Error(`${heard.length} of ${begun} streams heard of an event`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    delays.push((heard[Math.floor(streams * 0.99)] ?? Number.POSITIVE_INFINITY) - started);
    const { user, system } = process.cpuUsage(before);
    worked.push((user + system) / 1000);
  }
  for (const abort of aborts) abort.abort();
  const [soonest, work] = [Math.min(...delays), Math.min(...worked)];
  const report = `99 of 100 of ${streams} streams heard of an event in ${soonest.toFixed(0)} ms, with ${work.toFixed(0)} ms of work`;
  if (work > longestFanOut) throw new Error(`${report}: too slow`);
  return report;
}

async function measureIdle({ services }: TestServer, watch: Client): Promise<string> {
  // As the database counts them, which its processes tell it of now and then.
  const committed = async (): Promise<number> => {
    const { rows } = await watch.query('select xact_commit from pg_stat_database where datname = $1', [
      (await services.database.pool.query('select current_database() as name')).rows[0].name,
    ]);
    return Number(rows[0].xact_commit);
  };
  await new Promise((resolve) => setTimeout(resolve, settled));
  const before = await committed();
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const rate = ((await committed()) - before) / ((performance.now() - started) / 1000);
  const report = `an idle server makes ${rate.toFixed(1)} transactions a second`;
  if (rate > idle) throw new Error(`${report}: too many`);
  return report;
}

/** What a process holds once it has said that it is ready, in megabytes. */
async function residentOf(parameters: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => String(chunk).includes('listens') && resolve());
      child.once('exit', () => reject(new Error(`${parameters.join(' ')} has ended`)));
    });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const [, kilobytes = '0'] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const bare = `
  import { PGlite } from '@electric-sql/pglite';
  const database = await PGlite.create({ dataDir: process.argv[1] });
  await database.query('select 1');
  console.log('listens');
  process.on('SIGTERM', () => database.close().then(() => process.exit(0)));
  setInterval(() => undefined, 1000);`;

async function measureMemory(directory: string, url: string): Promise<string> {
  if (!existsSync('/proc/self/status')) return 'memory is not measured here';
  const server = ['dist/server/cli.js', 'serve', '--port', '0'];
  const common = {
    INTEGRATION_HUB_SESSION_KEYS: 'check:a-session-secret-of-the-check-long-enough',
    INTEGRATION_HUB_VAULT_KEYS: `check:${Buffer.alloc(32, 5).toString('base64')}`,
    INTEGRATION_HUB_DATA: join(directory, 'served'),
  };
  const first = await residentOf(server, common);
  const again = await residentOf(server, common);
  // With the settings that it comes with. Making the database takes more, and is not what is compared.
  const lone = ['--input-type=module', '-e', bare, join(directory, 'alone')];
  await residentOf(lone, {});
  const alone = await residentOf(lone, {});
  const postgresql = await residentOf(server, { ...common, DATABASE_URL: url });
  const times = Math.max(first, again) / alone;
  const report = `a server takes ${postgresql.toFixed(0)} MB, with the embedded database ${times.toFixed(2)} × that alone (${first.toFixed(0)} MB after its first start)`;
  if (postgresql > memory.postgresql || times > memory.embedded) throw new Error(`${report}: too much`);
  return report;
}

/** @throws Error where a server is slower than it may be, asks its database too often, or takes too much memory. */
export async function checkServerLoad(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'integration-hub-check-'));
  const postgresql = await reachPostgresqlServer();
  try {
    const reports = [await measureMemory(directory, await postgresql.createDatabase(true))];
    const watch = new Client({ connectionString: await postgresql.createDatabase(true) });
    const hub = await startTestServer({ url: await postgresql.createDatabase(false) }, { rateLimit: 100_000_000 });
    try {
      await watch.connect();
      reports.push(await measureHub(hub), await measureFanOut(hub), await measureIdle(hub, watch));
    } finally {
      await hub.stop();
      await watch.end();
    }
    return reports.join('; ');
  } finally {
    await postgresql.stop();
    await rm(directory, { recursive: true });
  }
}

import { publicUrl, startTestServer, toRequest } from '../server.js';

/** Reads a hub before and after a server has carried on many runs of others, and prints how long a read took, in milliseconds. */
const [, , place = '', number = '1000'] = process.argv;
const all = Number(number);
const tenants = 25;

const { server, services, token, stop } = await startTestServer({ url: place });

async function median(reads: number): Promise<number> {
  const took: number[] = [];
  const quiet = await token({ tenant: 'quiet' });
  for (let index = 0; index < reads; index++) {
    const since = performance.now();
    const response = await server.fetch(toRequest('GET', '/v1/hub', { token: quiet }));
    if (!response.ok) throw new Error(`${publicUrl}/v1/hub answered ${response.status}`);
    await response.text();
    took.push(performance.now() - since);
  }
  return took.sort((a, b) => a - b)[Math.floor(reads / 2)] ?? 0;
}

/** One run of each tenant at a time. */
async function runs(count: number): Promise<void> {
  const { queries } = services.database;
  const path = '/v1/widgets/plain/connections/default/actions/work/runs';
  const ended = async () => {
    const { over } = await queries
      .selectFrom('runs')
      .select(({ fn }) => fn.countAll<string>().as('over'))
      .where('finished_at', 'is not', null)
      .executeTakeFirstOrThrow();
    return Number(over);
  };
  for (let done = 0; done < count; done += tenants) {
    for (let tenant = 0; tenant < tenants; tenant++) {
      const response = await server.fetch(
        toRequest('POST', path, { token: await token({ tenant: `tenant-${tenant}` }), body: {} }),
      );
      if (!response.ok) throw new Error(`A run was answered ${response.status}`);
    }
    while ((await ended()) < done + tenants) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await median(200);
const before = await median(300);
await runs(all);
const after = await median(300);
console.log(JSON.stringify([before, after]));
await stop();
process.exit(0);

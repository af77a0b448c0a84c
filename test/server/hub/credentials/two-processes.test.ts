import assert from 'node:assert/strict';
import { it } from 'node:test';
import { build } from '../../../support/build.js';
import { startProcess } from '../../../support/child-process.js';
import { onPostgresql } from '../../../support/databases.js';
import { alice, signInFully, startProvider, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const processFile = new URL('./processes/call-service.ts', import.meta.url);
const patience = { timeout: 120_000 };

onPostgresql((databases) => {
  it('fifty calls with an expired token, in two processes on one database, make one refresh and get fifty answers', async () => {
    await build(['pages']);
    const place = await databases.place();
    assert.ok('url' in place);
    const provider = await startProvider();
    const stage = await startSignInStage(place, { provider });
    await signInFully(stage);
    const { id } = await stage.hub.services.database.queries.selectFrom('connections').select('id').executeTakeFirstOrThrow();
    await stage.stop();
    await provider.expireAccessTokens();
    const events = (event: string): number => provider.log.filter((entry) => entry.event === event).length;
    const before = events('refresh');

    const { issuer, endpoints } = provider;
    const parameters = [place.url, JSON.stringify({ issuer, endpoints }), id, '25'];
    const children = [1, 2].map(() => startProcess(processFile, ...parameters));
    try {
      await until(() => children.every(({ lines }) => lines.includes('ready')), patience);
      for (const child of children) child.send('go');
      assert.deepEqual(await Promise.all(children.map(({ exit }) => exit)), [0, 0]);
      const answers = children.flatMap(({ lines }) => JSON.parse(lines.at(-1) ?? '[]') as unknown[]);
      assert.deepEqual(
        answers,
        Array.from({ length: 50 }, () => alice.email),
      );
      assert.notEqual(children[0]?.pid, children[1]?.pid);
      assert.equal(events('refresh'), before + 1);
      assert.equal(events('refresh_failed'), 0);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await provider.close();
    }
  });
});

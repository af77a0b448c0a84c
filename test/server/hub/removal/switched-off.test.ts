import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { eachDatabase } from '../../../support/databases.js';
import {
  alice,
  bob,
  readConnection,
  type SignInStage,
  signInFully,
  startProvider,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

const greet = defineFlow({
  key: 'greet',
  name: 'Greet',
  version: '1',
  async run() {
    return { userMessage: 'Hello' };
  },
});

const widgetOf = (multiConnection: boolean) =>
  defineWidget({
    key: 'many',
    name: 'Many',
    multiConnection,
    dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
    actions: [
      { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
      { key: 'greet', name: 'Greet', type: 'none', visibility: 'post_auth', flow: 'greet' },
      { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
    ],
  });

const base = '/v1/widgets/many/connections';

eachDatabase((databases) => {
  let stage: SignInStage;
  let provider: Awaited<ReturnType<typeof startProvider>>;

  const call = (method: string, path: string, body?: unknown) =>
    stage.hub.call(method, path, { token: stage.token, ...(body === undefined ? {} : { body }) });
  const keys = async (): Promise<string[]> => {
    const { body } = await call('GET', '/v1/hub');
    return body.widgets[0].connections.map(({ key }: { key: string }) => key);
  };
  const codeOf = async (answer: ReturnType<typeof call>) => {
    const { status, body } = await answer;
    return [status, body?.code];
  };
  const gone = (key: string) => until(async () => !(await keys()).includes(key));

  before(async () => {
    await build(['pages']);
    provider = await startProvider();
    const place = await databases.place();
    const start = (multiConnection: boolean) =>
      startSignInStage(place, { provider, server: { flows: [greet], widgets: [widgetOf(multiConnection)] } });
    stage = await start(true);
    for (const [key, person] of [
      ['c-one', alice],
      ['c-two', bob],
    ] as const) {
      await call('PUT', `${base}/${key}`, {});
      await signInFully(stage, { widget: 'many', connection: key }, person);
      await until(async () => (await readConnection(stage, 'many', key)).active);
    }
    await call('PUT', `${base}/c-three`, {});
    await stage.stop();
    stage = await start(false);
  });
  after(async () => {
    await stage.stop();
    await provider.close();
  });

  describe('a widget that may not have several any more', () => {
    it('shows those that it has, and no further one', async () => {
      assert.deepEqual(await keys(), ['c-one', 'c-two', 'c-three']);
      assert.deepEqual(await codeOf(call('GET', `${base}/default`)), [404, 'not_found']);
      assert.deepEqual(await codeOf(call('POST', `${base}/default/actions/connect/runs`, {})), [404, 'not_found']);
    });

    it('gets no more', async () => {
      for (const key of ['c-four', 'default'])
        assert.deepEqual(await codeOf(call('PUT', `${base}/${key}`, {})), [409, 'single_connection']);
    });

    it('lets each be used and named', async () => {
      assert.equal((await call('POST', `${base}/c-two/actions/greet/runs`, {})).status, 201);
      await until(async () => (await readConnection(stage, 'many', 'c-two')).lastRun?.userMessage === 'Hello');
      assert.equal((await call('PUT', `${base}/c-two`, { label: 'Second' })).body.label, 'Second');
    });

    it('lets each be removed, down to the last, and then has one like any other', async () => {
      assert.equal((await call('DELETE', `${base}/c-three`)).status, 204);
      for (const key of ['c-one', 'c-two']) {
        assert.equal((await call('DELETE', `${base}/${key}`)).status, 202);
        await gone(key);
      }
      assert.deepEqual(await keys(), ['default']);
      await signInFully(stage, { widget: 'many' }, alice);
      await until(async () => (await readConnection(stage, 'many')).active);
      assert.deepEqual(await keys(), ['default']);
      assert.deepEqual(await codeOf(call('DELETE', `${base}/default`)), [409, 'single_connection']);
      assert.deepEqual(await codeOf(call('PUT', `${base}/default`, { label: 'Mine' })), [409, 'single_connection']);
    });
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { eachDatabase } from '../../../support/databases.js';
import {
  bindWindow,
  bob,
  consent,
  register,
  type SignInStage,
  signInFully,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';
import { type ChangeWatch, watchChanges } from '../../../support/watch-changes.js';

const gates = new Map<string, () => void>();

const flows = [
  defineFlow({ key: 'greet', name: 'Greet', version: '1', run: async () => ({ userMessage: 'Hello' }) }),
  defineFlow({
    key: 'work',
    name: 'Work',
    version: '1',
    async run(context) {
      await context.progress({ done: 1, total: 2 });
      await context.step(
        'Wait',
        (signal) =>
          new Promise<null>((resolve, reject) => {
            gates.set(context.run, () => resolve(null));
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      );
      return undefined;
    },
  }),
];

const files = defineWidget({
  key: 'files',
  name: 'Files',
  history: true,
  dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', flow: 'greet' },
    { key: 'work', name: 'Work', type: 'none', visibility: 'always', flow: 'work' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

eachDatabase((databases) => {
  describe('what changes and what is told of it', () => {
    let stage: SignInStage;
    let watch: ChangeWatch;
    let turn = 0;

    before(async () => {
      stage = await startSignInStage(await databases.place(), { server: { flows, widgets: [files] } });
      watch = await watchChanges(stage.hub.services.database.queries);
    });
    after(() => stage.stop());

    /** A tenant of its own for each place. */
    const tenant = async () => {
      const token = await stage.hub.token({ tenant: `tenant-${++turn}` });
      const call = (method: string, path: string, body?: object) => stage.hub.call(method, path, { token, body });
      const start = async (action: string): Promise<string> =>
        (await call('POST', `/v1/widgets/files/connections/default/actions/${action}/runs`, {})).body.id;
      const statusOf = async (run: string): Promise<string> => (await call('GET', `/v1/runs/${run}`)).body.status;
      const isActive = async () => (await call('GET', '/v1/widgets/files/connections/default')).body.active;
      const connect = async () => {
        await signInFully(stage, { token });
        await until(isActive);
      };
      return { token, call, start, statusOf, isActive, connect };
    };
    type Tenant = Awaited<ReturnType<typeof tenant>>;

    /** What is refused once, and how it comes about; done again where nobody but the person does it again. */
    const places: Readonly<
      Record<string, { readonly change: string; readonly arrange: (tenant: Tenant) => Promise<() => Promise<unknown>> }>
    > = {
      'registering a sign-in': {
        change: 'authorizations:registered',
        arrange:
          async ({ token }) =>
          () =>
            register(stage, { token }),
      },
      'binding a window': {
        change: 'authorizations:bound',
        async arrange({ token }) {
          return () => bindWindow(stage, { token });
        },
      },
      'receiving the callback': {
        change: 'authorizations:returned',
        async arrange({ token }) {
          const { browser, callbackUrl } = await consent(stage, { token });
          return async () => assert.equal((await browser.callback(callbackUrl)).status, 303);
        },
      },
      'keeping what a sign-in gave': {
        change: 'credentials:insert',
        async arrange({ token }) {
          return () => signInFully(stage, { token });
        },
      },
      'holding tokens until somebody answers': {
        change: 'authorizations:asking',
        async arrange({ token, connect }) {
          await connect();
          return () => signInFully(stage, { token, action: undefined }, bob);
        },
      },
      'answering the question': {
        change: 'authorizations:completed after an answer',
        async arrange({ token, connect, call }) {
          await connect();
          const { reference } = await signInFully(stage, { token, action: undefined }, bob);
          return async () =>
            assert.equal((await call('POST', `/v1/authorizations/${reference}/answer`, { replace: true })).status, 200);
        },
      },
      'cancelling a sign-in': {
        change: 'authorizations:cancelled',
        async arrange({ token, call }) {
          const { id } = await register(stage, { token });
          return async () => assert.equal((await call('DELETE', `/v1/authorizations/${id}`)).status, 200);
        },
      },
      'starting an action': {
        change: 'runs:queued',
        async arrange({ start }) {
          return () => start('work');
        },
      },
      'the start of a run': {
        change: 'runs:running',
        async arrange({ start }) {
          return async () => {
            const id = await start('work');
            await until(() => gates.has(id), { timeout: 10_000 });
          };
        },
      },
      'the progress of a run': {
        change: 'runs:progress',
        async arrange({ start, call }) {
          return async () => {
            const id = await start('work');
            await until(async () => (await call('GET', `/v1/runs/${id}`)).body.progress?.done === 1, { timeout: 10_000 });
          };
        },
      },
      'cancelling a run': {
        change: 'runs:cancelling',
        async arrange({ start, call }) {
          const id = await start('work');
          await until(() => gates.has(id));
          return async () => assert.equal((await call('DELETE', `/v1/runs/${id}`)).status, 200);
        },
      },
      'the end of a run': {
        change: 'runs:succeeded',
        async arrange({ start, statusOf }) {
          const id = await start('work');
          await until(() => gates.has(id));
          return async () => {
            gates.get(id)?.();
            await until(async () => (await statusOf(id)) === 'succeeded', { timeout: 10_000 });
          };
        },
      },
      'becoming active': {
        change: 'connections:active',
        arrange: async ({ connect }) => connect,
      },
      'withdrawing sign-ins': {
        change: 'credentials:delete',
        async arrange({ connect, start, isActive }) {
          await connect();
          return async () => {
            await start('disconnect');
            await until(async () => !(await isActive()), { timeout: 10_000 });
          };
        },
      },
    };

    for (const [name, { change, arrange }] of Object.entries(places)) {
      it(`are one, both or none: ${name}`, async () => {
        const act = await arrange(await tenant());
        const before = await watch.committed(change);
        await watch.refuseOnce(change);
        // What is done behind the request, or again by the engine, may succeed already.
        await act().catch(() => undefined);
        assert.ok(await watch.isRefused(), 'it was refused once');
        if ((await watch.committed(change)) === before) await act();
        await until(async () => (await watch.committed(change)) > before);
        assert.deepEqual(await watch.untold(), []);
      });
    }
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CredentialsRefusedError,
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
  type FlowContext,
  FlowError,
} from '../../src/server/hub/definitions/define.js';
import { createLog } from '../../src/server/platform/create-log.js';
import { onEmbedded } from '../support/databases.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const secrets = {
  typedKey: 'typed-key-4f1c9a77e2',
  typedLines: '-----BEGIN KEY-----\nbGluZSBvbmUgb2YgYSBrZXk\nbGluZSB0d28gb2YgYSBrZXk\n-----END KEY-----',
  formPassword: 'form "password" 88/2c+9=',
  rowPassword: 'password-in-a-row-61d0',
  workspaceValue: 'workspace-value-0b7d43',
} as const;
const everything = Object.values(secrets).join(' and ');
/** What no list knows: words of a service that are nobody's business. */
const shapes = [
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'Bearer opaque-token-of-theirs',
  'postgres://root:s3cr3t/pw@db.example/x',
];
const address = 'https://files.example/get?signature=signed-address-5e';
const unknown = ['opaque-token-of-theirs', 's3cr3t/pw', 'signed-address-5e', 'eyJzdWIiOiIxIn0'];

const thrown: Readonly<Record<string, () => unknown>> = {
  'the message': () => new Error(`It said ${everything} ${shapes.join(' ')} ${address}`),
  'the name': () => Object.assign(new Error('x'), { name: everything }),
  'the code': () => Object.assign(new Error('x'), { code: everything }),
  'a cause': () => new Error('x', { cause: new Error('y', { cause: new Error(everything) }) }),
  'a cause that is no error': () => new Error('x', { cause: { [everything]: { deep: [everything, { deeper: everything }] } } }),
  'several errors': () => new AggregateError([new Error(everything), new TypeError(everything)], everything),
  'a text': () => everything,
  'an object': () => ({ message: everything, toString: () => everything }),
  'a long text, where it is cut': () => new Error(`${'x'.repeat(3990)}${secrets.typedKey}${'y'.repeat(80_000)}`),
  'a long text, where words for people are cut': () => new Error(`${'x'.repeat(490)}${secrets.typedKey}`),
  JSON: () => new Error(`The body was ${JSON.stringify(secrets)}`),
  'an address': () => new TypeError(`Failed to fetch https://x.example/${encodeURIComponent(secrets.formPassword)}`),
  'an error that is not quite one': () =>
    Object.defineProperty(new Error('x'), 'cause', {
      get() {
        throw new Error(everything);
      },
    }),
};

const said: Readonly<Record<string, (context: FlowContext) => unknown>> = {
  'words for the person': () => {
    throw new FlowError(`It said ${everything} ${shapes.join(' ')}`, { userMessageHeader: everything });
  },
  'words of a step for the person': (context) =>
    context.step('a step', async () => {
      throw new FlowError(everything, { userMessageHeader: everything });
    }),
  'the name of a step': (context) => context.step(`Read ${everything}`, async () => 1),
  'the log of a run': (context) => context.log(`Read ${everything}`),
  progress: (context) => context.progress({ done: 1, text: everything }),
  'a success': () => ({ userMessage: everything, userMessageHeader: everything }),
};

onEmbedded((databases) => {
  describe('a planted secret', () => {
    const lines: string[] = [];
    let hub: TestServer;
    let token: string;
    let act: (context: FlowContext) => unknown = () => undefined;
    let inForm = (): unknown => undefined;
    let inTest = (): unknown => undefined;
    let tries = 0;

    const vaulted = defineConnector({
      key: 'safe',
      name: 'Safe',
      methods: [
        {
          method: 'custom_input',
          fields: [
            { key: 'host', type: 'text', label: 'Host' },
            { key: 'key', type: 'password', label: 'Key' },
            { key: 'lines', type: 'textarea', label: 'Lines' },
          ],
        },
      ],
      origins: [],
      async test() {
        const cause = inTest();
        if (cause !== undefined) throw cause;
        return { account: 'alice' };
      },
    });
    const settings = defineConfigurationFlow({
      key: 'settings',
      name: 'Settings',
      version: '1',
      steps: [
        {
          key: 'all',
          title: 'All',
          fields: [
            { key: 'password', type: 'password', label: 'Password' },
            { key: 'list', type: 'select', label: 'List', dynamic: true },
            { key: 'boxes', type: 'group', label: 'Boxes', fields: [{ key: 'key', type: 'password', label: 'Key' }] },
          ],
        },
      ],
      options: {
        async list() {
          const cause = inForm();
          if (cause !== undefined) throw cause;
          return { options: [] };
        },
      },
      async validate() {
        const cause = inForm();
        if (Array.isArray(cause)) return cause;
        if (cause !== undefined) throw cause;
        return [];
      },
    });
    const flow = defineFlow({
      key: 'leak',
      name: 'Leak',
      version: '1',
      async run(context) {
        return (await act(context)) as undefined;
      },
    });

    const base = '/v1/widgets/leaky/connections/default';
    const typed = { method: 'custom_input', values: { host: 'db.example', key: secrets.typedKey, lines: secrets.typedLines } };
    const values = { password: secrets.formPassword, boxes: [{ key: secrets.rowPassword }] };
    const saveTyped = () => hub.call('PUT', `${base}/credentials/safe`, { token, body: typed });
    const saveForm = () => hub.call('PUT', `${base}/configurations/settings`, { token, body: { values } });

    before(async () => {
      hub = await startTestServer(await databases.place(), {
        connectors: [vaulted],
        flows: [flow],
        configurationFlows: [settings],
        workspaceConnections: { own: { connector: 'safe', method: 'custom_input', values: { key: secrets.workspaceValue } } },
        widgets: [
          defineWidget({
            key: 'leaky',
            name: 'Leaky',
            history: true,
            dependencies: [{ key: 'safe', connector: 'safe', primary: true }],
            configurations: [{ flow: 'settings' }],
            actions: [
              { key: 'connect', name: 'Connect', type: 'activation', visibility: 'always' },
              { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'settings' },
              { key: 'leak', name: 'Leak', type: 'none', visibility: 'always', flow: 'leak' },
            ],
          }),
        ],
        log: createLog({ level: 'debug', write: (line) => lines.push(line) }),
      });
      token = await hub.token();
    });
    after(() => hub.stop());

    function assertClean(where: string, ...texts: readonly unknown[]): void {
      const planted = [
        ...Object.values(secrets).flatMap((secret) => [secret, encodeURIComponent(secret), ...secret.split('\n').slice(1, 3)]),
        ...unknown,
      ];
      for (const text of [...texts.map((value) => JSON.stringify(value)), ...lines]) {
        for (const secret of planted) {
          tries += 1;
          const inJson = JSON.stringify(secret).slice(1, -1);
          for (const form of [secret, inJson, JSON.stringify(inJson).slice(1, -1)])
            assert.ok(!text.includes(form), `${where}: ${secret} in ${text.slice(0, 3000)}`);
        }
      }
      lines.length = 0;
    }

    async function run(where: string): Promise<Record<string, unknown>> {
      const started = await hub.call('POST', `${base}/actions/leak/runs`, { token, body: {} });
      assert.equal(started.status, 201, JSON.stringify(started.body));
      const over = await until(async () => {
        const { body } = await hub.call('GET', `/v1/runs/${started.body.id}`, { token });
        return body.finishedAt === undefined ? undefined : body;
      });
      const history = await hub.call('GET', `${base}/history`, { token });
      const whole = await hub.call('GET', '/v1/hub', { token });
      const logged = lines.join('\n');
      assertClean(where, over, history.body, whole.body);
      return { ...over, logged };
    }

    it('stays where it is when it is saved', async () => {
      // A form that nobody has saved yet is known to nobody.
      const typedOnly = [secrets.typedKey, secrets.typedLines, secrets.workspaceValue].join(' and ');
      inTest = () => new CredentialsRefusedError(`No: ${typedOnly}`, 'key');
      const refused = await saveTyped();
      assert.equal(refused.body.code, 'credentials_refused');
      inTest = () => new Error(typedOnly);
      const failed = await saveTyped();
      inTest = () => undefined;
      assertClean('a test call', refused.body, failed.body);
      const saved = await saveTyped();
      assert.equal(saved.status, 200, JSON.stringify(saved.body));
      for (const cause of [
        new Error(everything),
        new FlowError(everything),
        [{ pointer: '#/values/password', code: 'custom', detail: everything }],
      ]) {
        inForm = () => cause;
        const form = await saveForm();
        assert.ok(form.status >= 400);
        const list = await hub.call('POST', `${base}/configurations/settings/options`, {
          token,
          body: { field: 'list', values },
        });
        assertClean('a form', form.body, list.body);
      }
      inForm = () => undefined;
      assert.equal((await saveForm()).status, 200);
    });

    for (const [what, make] of Object.entries(thrown)) {
      it(`reaches nobody by an error: ${what}`, async () => {
        act = () => {
          throw make();
        };
        const { logged } = await run(what);
        assert.match(String(logged), /A flow failed/);
        act = (context) =>
          context.step(
            'a step',
            async () => {
              throw make();
            },
            { attempts: 1 },
          );
        const over = await run(`${what}, in a step`);
        assert.deepEqual(over['error'], { code: 'flow_failed' });
        assert.equal(over['userMessage'], undefined);
        // Who asks the operator gives them the id of the run.
        assert.match(String(over['logged']), new RegExp(`A step of a flow failed.*${over['id']}`));
      });
    }

    for (const [what, say] of Object.entries(said)) {
      it(`reaches nobody by ${what}`, async () => {
        act = say;
        await run(what);
      });
    }

    it('leaves the words of a flow as they are', async () => {
      act = () => {
        throw new FlowError('The folder db.example/Ada is full. See https://help.example/full?topic=1');
      };
      const over = await run('plain words');
      assert.equal(over['userMessage'], 'The folder db.example/Ada is full. See https://help.example/full?topic=1');
      assert.ok(tries > 154, `${tries}`);
    });
  });
});

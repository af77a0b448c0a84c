import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { FormValues } from '../../../../src/contract/form.js';
import { defineConfigurationFlow, defineFlow, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { resealAll } from '../../../../src/server/hub/upkeep/reseal-all.js';
import { createVault, parseKeys } from '../../../../src/server/platform/vault/vault.js';
import { type DatabasePlace, eachDatabase } from '../../../support/databases.js';
import { scanForSecrets } from '../../../support/secret-scanner.js';
import { vaultKeys as firstKey, startTestServer, type TestServer } from '../../../support/server.js';
import { until } from '../../../support/until.js';

const secondKey = `second:${Buffer.alloc(32, 9).toString('base64')}`;
const base = '/v1/widgets/sender/connections/default';
const address = `${base}/configurations/smtp`;
const kept = { $secret: 'set' };
const secrets = { password: 'correct horse battery staple', key: 'the key of the second mailbox' };
const values = { host: 'mail.example', password: secrets.password, boxes: [{ name: 'two', key: secrets.key }] };

/** A door that whoever comes waits at. */
function door() {
  let open = (): void => undefined;
  let reached = false;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    reached: () => reached,
    pass: () => {
      reached = true;
      return opened;
    },
  };
}

eachDatabase((databases) => {
  let place: DatabasePlace;
  let hub: TestServer;
  let received: unknown[] = [];
  let checked: FormValues[] = [];
  let asked: FormValues[] = [];
  let atFlow = door();
  let atCheck = door();

  const smtp = defineConfigurationFlow({
    key: 'smtp',
    name: 'SMTP',
    version: '1',
    steps: [
      {
        key: 'all',
        title: 'All',
        fields: [
          { key: 'host', type: 'text', label: 'Host', required: true },
          { key: 'password', type: 'password', label: 'Password', required: true, minimumLength: 8 },
          { key: 'folder', type: 'select', label: 'Folder', dynamic: true, dependsOn: ['password'] },
          {
            key: 'boxes',
            type: 'group',
            label: 'Boxes',
            fields: [
              { key: 'name', type: 'text', label: 'Name' },
              { key: 'key', type: 'password', label: 'Key' },
            ],
          },
        ],
      },
    ],
    options: {
      async folder(_context, query) {
        asked.push(query.values);
        return { options: [] };
      },
    },
    async validate(_context, given) {
      checked.push(given);
      if (given['host'] === 'slow.example') await atCheck.pass();
      return [];
    },
  });
  const send = defineFlow({
    key: 'send',
    name: 'Send',
    version: '1',
    async run({ configuration, input }) {
      if (input === 'hold') await atFlow.pass();
      received.push(configuration['smtp']);
      return undefined;
    },
  });
  const sender = defineWidget({
    key: 'sender',
    name: 'Sender',
    history: true,
    configurations: [{ flow: 'smtp' }],
    actions: [
      { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
      { key: 'configure', name: 'Configure', type: 'configuration', visibility: 'always', flow: 'smtp' },
      { key: 'send', name: 'Send', type: 'none', visibility: 'always', flow: 'send' },
      { key: 'hold', name: 'Hold', type: 'none', visibility: 'always', flow: 'send', payload: 'hold' },
    ],
  });
  const start = async (vaultKeys: string) => {
    hub = await startTestServer(place, {
      vaultKeys,
      connectors: [],
      flows: [send],
      configurationFlows: [smtp],
      widgets: [sender],
    });
  };

  before(async () => {
    place = await databases.place();
    await start(firstKey);
  });
  after(() => hub.stop());

  /** Each test is a tenant of its own. */
  let tenants = 0;
  beforeEach(() => {
    tenants += 1;
    received = [];
    checked = [];
    asked = [];
    atFlow = door();
    atCheck = door();
  });
  // A test that fails leaves nothing waiting.
  afterEach(() => {
    atFlow.open();
    atCheck.open();
  });
  const call = async (method: string, path: string, body?: unknown, claims = {}) =>
    hub.call(method, path, {
      token: await hub.token({ tenant: `tenant-${tenants}`, ...claims }),
      ...(body === undefined ? {} : { body }),
    });
  const save = async (sent: object) => {
    const { status, body } = await call('PUT', address, { values: sent });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const run = async (action: string): Promise<string> => {
    const { status, body } = await call('POST', `${base}/actions/${action}/runs`, {});
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  };
  const ended = (id: string) =>
    until(async () => {
      const { body } = await call('GET', `/v1/runs/${id}`);
      return ['succeeded', 'failed'].includes(body.status) ? body : undefined;
    });
  const sendOnce = async () => {
    await ended(await run('send'));
    return received.at(-1);
  };

  const rowsOf = async (table: 'configurations' | 'runs') =>
    JSON.stringify(await hub.services.database.queries.selectFrom(table).selectAll().execute());
  const leaks = async () => {
    const places = [
      { area: 'database', name: 'configurations', text: await rowsOf('configurations') },
      { area: 'database', name: 'runs', text: await rowsOf('runs') },
      { area: 'log', name: 'log', text: JSON.stringify(hub.log) },
      { area: 'answer', name: 'form', text: JSON.stringify((await call('GET', address)).body) },
      { area: 'answer', name: 'hub', text: JSON.stringify((await call('GET', '/v1/hub')).body) },
    ];
    return scanForSecrets(
      Object.entries(secrets).map(([kind, value]) => ({ kind, value })),
      places,
    ).leaks;
  };
  const ofTenant = async () => {
    const { queries } = hub.services.database;
    return queries.selectFrom('connections').select('id').where('tenant', '=', `tenant-${tenants}`).executeTakeFirstOrThrow();
  };
  const put = async (stored: object, tenant = tenants) => {
    await hub.services.database.queries
      .updateTable('configurations')
      .set({ values: JSON.stringify(stored) })
      .where('connection', 'in', (query) => query.selectFrom('connections').select('id').where('tenant', '=', `tenant-${tenant}`))
      .execute();
  };
  const storedValues = async () => {
    const { id } = await ofTenant();
    const { queries } = hub.services.database;
    const row = await queries
      .selectFrom('configurations')
      .select('values')
      .where('connection', '=', id)
      .executeTakeFirstOrThrow();
    return row.values as { password: unknown; boxes: unknown };
  };
  const keysIn = (text: string) =>
    [...text.matchAll(/eyJ[\w-]+/g)].map(([header]) => JSON.parse(Buffer.from(header, 'base64url').toString()).kid);

  describe('a password that was typed into a form', () => {
    it('is stored sealed, in a run as well, and its flow reads it', async () => {
      const shown = await save(values);
      const [{ key: inRow }] = shown.values.boxes;
      assert.deepEqual(shown.values, {
        host: 'mail.example',
        password: kept,
        boxes: [{ name: 'two', key: { ...kept, is: inRow.is } }],
      });
      assert.deepEqual(checked, [values]);
      const id = await run('hold');
      await until(() => atFlow.reached());
      assert.deepEqual(await leaks(), []);
      assert.equal(keysIn(await rowsOf('runs')).length, 2);
      atFlow.open();
      assert.equal((await ended(id)).status, 'succeeded');
      assert.deepEqual(received, [values]);
      assert.deepEqual(await leaks(), []);
    });

    it('goes from a run with its end', async () => {
      await save(values);
      const id = await run('send');
      await ended(id);
      const { queries } = hub.services.database;
      const { configuration } = await queries
        .selectFrom('runs')
        .select('configuration')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      assert.deepEqual(configuration, {});
    });

    it('is kept where it is sent back, and a loader of options reads it, but not for a session that only looks', async () => {
      await save({ host: 'mail.example', password: secrets.password });
      await save({ host: 'other.example', password: kept });
      assert.deepEqual(await sendOnce(), { host: 'other.example', password: secrets.password });
      const request = { field: 'folder', values: { password: kept } };
      assert.equal((await call('POST', `${address}/options`, request)).status, 200);
      assert.equal((await call('POST', `${address}/options`, request, { access: 'view' })).status, 200);
      assert.deepEqual(asked, [{ password: secrets.password }, { password: kept }]);
    });

    it('in a row is kept where the row goes, is replaced and goes with its row, and is typed again where it is there no more', async () => {
      const two = [
        { name: 'one', key: 'the key of one' },
        { name: 'two', key: 'the key of two' },
      ];
      const keys = async () => ((await storedInFlow()) as { boxes: { name: string; key: string }[] }).boxes.map(({ key }) => key);
      const storedInFlow = async () => {
        await save((await call('GET', address)).body.values);
        return checked.at(-1);
      };
      const shown = (await save({ ...values, boxes: two })).values;
      const [one, other] = shown.boxes;
      assert.equal(one.key.$secret, 'set');
      assert.notEqual(one.key.is, other.key.is);
      assert.deepEqual(await keys(), ['the key of one', 'the key of two']);
      const again = (await call('GET', address)).body.values;
      await save({ ...again, boxes: [again.boxes[1], { name: 'new', key: 'the key of a new one' }, again.boxes[0]] });
      assert.deepEqual(await keys(), ['the key of two', 'the key of a new one', 'the key of one']);
      const moved = (await call('GET', address)).body.values;
      const { is: _is, ...plain } = moved.boxes[0].key;
      await save({
        ...moved,
        boxes: [
          { ...moved.boxes[0], key: plain },
          { ...moved.boxes[1], key: null },
        ],
      });
      assert.deepEqual(await keys(), ['the key of two', null]);
      for (const key of [{ ...kept, is: moved.boxes[2].key.is }, kept, { ...kept, is: 7 }]) {
        const boxes = [{ name: 'of somebody else', key }];
        const { status, body } = await call('PUT', address, { values: { ...moved, boxes } });
        assert.deepEqual([status, body.errors], [422, [{ pointer: '#/values/boxes/0/key', code: 'required' }]]);
      }
      assert.deepEqual(await leaks(), []);
    });

    it('is the one that somebody else has stored while the flow looks at the form', async () => {
      await save(values);
      const slow = call('PUT', address, { values: { host: 'slow.example', password: kept } });
      await until(() => atCheck.reached());
      await save({ host: 'mail.example', password: 'a new password' });
      atCheck.open();
      assert.equal((await slow).status, 200);
      assert.deepEqual(await sendOnce(), { host: 'slow.example', password: 'a new password' });
    });

    it('of an earlier version is read as it is, and sealed by the next saving', async () => {
      await save(values);
      await put(values);
      assert.deepEqual((await call('GET', address)).body.values.password, kept);
      const id = await run('hold');
      await until(() => atFlow.reached());
      assert.equal(
        scanForSecrets(
          [{ kind: 'password', value: secrets.password }],
          [{ area: 'database', name: 'runs', text: await rowsOf('runs') }],
        ).leaks.length,
        0,
      );
      atFlow.open();
      await ended(id);
      assert.deepEqual(received, [values]);
      await save({ host: 'mail.example', password: kept });
      assert.deepEqual(await leaks(), []);
      assert.deepEqual(await sendOnce(), { host: 'mail.example', password: secrets.password });
    });

    it('cannot be forged, opens for no other tenant, and is typed again where it does not open', async () => {
      await save(values);
      const stored = await storedValues();
      const forged = await call('PUT', address, { values: { host: 'mail.example', password: stored.password } });
      assert.deepEqual([forged.status, forged.body.errors], [422, [{ pointer: '#/values/password', code: 'invalid' }]]);

      tenants += 1;
      await save({ host: 'mail.example', password: 'a password of theirs' });
      await put(stored);
      assert.deepEqual((await call('GET', address)).body.values.password, kept);
      assert.equal((await ended(await run('send'))).status, 'failed');
      assert.deepEqual(received, []);
      const again = await call('PUT', address, { values: { host: 'mail.example', password: kept } });
      assert.deepEqual([again.status, again.body.errors], [422, [{ pointer: '#/values/password', code: 'required' }]]);
      await save({ host: 'mail.example', password: 'typed once more' });
      assert.deepEqual(await sendOnce(), { host: 'mail.example', password: 'typed once more' });
    });

    it('is in no answer of a form that has made another field of it', async () => {
      await save(values);
      const { password } = await storedValues();
      await put({ host: password, password: null });
      const { body } = await call('GET', address);
      assert.deepEqual(body.values, { password: null });
    });
  });

  describe('the rotation of keys', () => {
    it('seals what is saved and what a run carries with the first key, and what an earlier version left open', async () => {
      await hub.services.database.queries.deleteFrom('connections').execute();
      await save(values);
      const id = await run('hold');
      await until(() => atFlow.reached());
      await put({ ...values, password: (await storedValues()).password });
      const rotating = { ...hub.services, vault: createVault({ keys: parseKeys(`${secondKey},${firstKey}`) }) };
      assert.deepEqual(await resealAll(rotating), { resealed: 4, unreadable: 0 });
      assert.deepEqual(keysIn((await rowsOf('configurations')) + (await rowsOf('runs'))), Array(4).fill('second'));
      assert.deepEqual(await resealAll(rotating), { resealed: 0, unreadable: 0 });
      assert.deepEqual(await leaks(), []);
      assert.deepEqual(await resealAll(hub.services), { resealed: 0, unreadable: 4 });
      atFlow.open();
      await ended(id);
    });

    it('is over when the earlier key goes, and flows read what they read before', async () => {
      await hub.services.database.queries.deleteFrom('connections').execute();
      await save(values);
      await hub.stop();
      await start(`${secondKey},${firstKey}`);
      const { body } = await hub.call('POST', '/v1/admin/vault/rotations', { token: await hub.adminToken() });
      assert.deepEqual(body, { resealed: 2, unreadable: 0 });
      await hub.stop();
      await start(secondKey);
      assert.deepEqual(await sendOnce(), values);
    });
  });
});

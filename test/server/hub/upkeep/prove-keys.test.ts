import assert from 'node:assert/strict';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { ServerOptions } from '../../../../src/server/options/options.js';
import type { Queries } from '../../../../src/server/platform/database/queries.js';
import { createVault, parseKeys } from '../../../../src/server/platform/vault/vault.js';
import { type DatabasePlace, eachDatabase, onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer, vaultKeys } from '../../../support/server.js';

const second = `second:${Buffer.alloc(32, 9).toString('base64')}`;
const foreign = `test:${Buffer.alloc(32, 8).toString('base64')}`;
const vaultOf = (keys: string) => createVault({ keys: parseKeys(keys) });

const missing = (...words: string[]) => refusal('vault_keys_missing', ...words);
const refusal =
  (code: string, ...words: string[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, code);
    for (const word of words) assert.ok(error.message.includes(word), `${word} in ${error.message}`);
    return true;
  };

/** Something sealed in each place that keeps it for long. */
const places: Readonly<Record<string, (queries: Queries, sealed: string) => Promise<unknown>>> = {
  async credential(queries, sealed) {
    await queries
      .insertInto('credentials')
      .values({
        id: 'c1',
        connection: 'one',
        dependency: 'notes',
        method: 'api_key',
        connector: 'keyed',
        sealed,
        status: 'valid',
        account: null,
        account_key: null,
        lease: null,
        updated_at: new Date(),
      })
      .execute();
  },
  async password(queries, sealed) {
    const values = JSON.stringify({ rows: [{ password: { $sealed: sealed } }], 'a "quoted" name': 1 });
    await queries
      .insertInto('configurations')
      .values({ connection: 'one', flow: 'settings', values, version: '1', saved_at: new Date(), saved_by: null })
      .execute();
  },
  async secret(queries, sealed) {
    await queries
      .insertInto('secrets')
      .values({
        ...{ environment: 'LIVE', owner: 'keyed', place: 'notes', name: 'clientSecret' },
        ...{ sealed, updated_at: new Date(), updated_by: null },
      })
      .execute();
  },
};

eachDatabase((databases) => {
  describe('the keys of what is stored', () => {
    let place: DatabasePlace;
    let hub: TestServer | undefined;
    const start = async (keys: string, options: Partial<ServerOptions> = {}): Promise<TestServer> => {
      hub = await startTestServer(place, { vaultKeys: keys, ...options });
      return hub;
    };
    const stop = async () => {
      await hub?.stop();
      hub = undefined;
    };
    const inDatabase = async <Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> => {
      const database = await databases.open(place);
      try {
        return await work(database.queries);
      } finally {
        await database.close();
      }
    };
    before(async () => {
      place = await databases.place();
    });
    after(stop);

    it('are known again, before anything is sealed', async () => {
      await start(vaultKeys);
      await stop();
      await assert.rejects(start(second), missing('test', 'second', 'INTEGRATION_HUB_VAULT_KEYS', 'rotate-keys'));
      await assert.rejects(start(foreign), refusal('vault_keys_foreign', '"test"', 'INTEGRATION_HUB_VAULT_KEYS'));
      await assert.rejects(start(`${second},${foreign}`), refusal('vault_keys_foreign', '"test"'));
      // What was refused has changed nothing.
      assert.deepEqual(await inDatabase((queries) => queries.selectFrom('vault_keys').select('id').execute()), [{ id: 'test' }]);
      await start(vaultKeys);
      await stop();
    });

    for (const [name, put] of Object.entries(places)) {
      it(`are known by a ${name} that a version before the check left`, async () => {
        await inDatabase(async (queries) => {
          await queries.deleteFrom('connections').execute();
          await queries.deleteFrom('secrets').execute();
          await queries
            .insertInto('connections')
            .values({
              ...{ id: 'one', environment: 'LIVE', tenant: 'acme', widget: 'keyed', key: 'default', label: null },
              ...{ active: true, active_by: null, created_at: new Date(), created_by: null },
            })
            .execute();
          await put(queries, await vaultOf(vaultKeys).seal({}, 'anywhere'));
          await sql`drop table vault_keys`.execute(queries);
          await sql`delete from integration_hub_migration where name = '0007-vault-keys'`.execute(queries);
        });
        await assert.rejects(start(second), missing('test'));
        await assert.rejects(start(foreign), refusal('vault_keys_foreign', '"test"'));
        await start(vaultKeys);
        await stop();
      });
    }

    it('may go once a rotation has left nothing to them, and not before', async () => {
      await inDatabase(async (queries) => {
        await queries.deleteFrom('secrets').execute();
        await queries.deleteFrom('configurations').execute();
        const sealed = await vaultOf(vaultKeys).seal({}, JSON.stringify(['credential', 'LIVE', 'acme', 'one', 'notes']));
        await places['credential']?.(queries, sealed);
      });
      await start(`${second},${vaultKeys}`);
      await stop();
      await assert.rejects(start(second), missing('test'));
      await assert.rejects(start(vaultKeys), missing('second'));
      const server = await start(`${second},${vaultKeys}`);
      const rotate = async () =>
        (await server.call('POST', '/v1/admin/vault/rotations', { token: await server.adminToken() })).body;
      assert.deepEqual(await rotate(), { resealed: 1, unreadable: 0 });
      await stop();
      await start(second);
      await stop();
    });

    it('may be given up where there is no copy, and what they sealed is signed in to again', async () => {
      await assert.rejects(start(vaultKeys), missing('second', 'INTEGRATION_HUB_LOST_VAULT_KEYS'));
      const server = await start(vaultKeys, { lostVaultKeys: ['second'] });
      const { body } = await server.call('GET', '/v1/widgets/keyed/connections/default', { token: await server.token() });
      assert.equal(body.credentials[0].status, 'expired');
      await stop();
      await start(vaultKeys);
      await stop();
    });
  });
});

onEmbedded((databases) => {
  describe('the data directory', () => {
    it('whose keys are gone makes none in their place, and starts with them again', async () => {
      const place = await databases.place();
      assert.ok('dataDirectory' in place);
      const { dataDirectory } = place;
      const start = () => startTestServer(place, { vaultKeys: undefined } as unknown as Partial<ServerOptions>);
      await (await start()).stop();
      const file = join(dataDirectory, 'vault.keys');
      await rename(file, `${file}.away`);
      await assert.rejects(start(), missing(file, 'backup', 'INTEGRATION_HUB_LOST_VAULT_KEYS'));
      assert.ok(!(await readdir(dataDirectory)).includes('vault.keys'));
      await rename(`${file}.away`, file);
      await (await start()).stop();
      await writeFile(file, foreign);
      await assert.rejects(start(), missing('test'));
      await rm(file);
    });
  });
});

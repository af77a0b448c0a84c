import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { hashOf } from '../../../../src/server/platform/hash.js';
import { build } from '../../../support/build.js';
import { onPostgresql } from '../../../support/databases.js';
import { waitingForLocks } from '../../../support/lock-waits.js';
import {
  bindWindow,
  PageBrowser,
  register,
  type SignInStage,
  signInFully,
  startSignInStage,
} from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';

onPostgresql((databases) => {
  let stage: SignInStage;

  before(async () => {
    await build(['pages']);
    stage = await startSignInStage(await databases.place());
  });
  after(() => stage.stop());

  async function connectionOf(id: string): Promise<string> {
    const row = await stage.hub.services.database.queries
      .selectFrom('authorizations')
      .select('connection')
      .where('id_hash', '=', hashOf(id))
      .executeTakeFirstOrThrow();
    return row.connection;
  }

  const signInRow = (id: string) => sql`select 1 from authorizations where id_hash = ${hashOf(id)} for update nowait`;

  /** Something else holds the connection. What begins meanwhile waits for it, and holds no row that the other may want next. */
  async function waitsEmptyHanded<Answer>(
    connection: string,
    row: RawBuilder<unknown>,
    begin: () => Promise<Answer>,
  ): Promise<Answer> {
    const { queries } = stage.hub.services.database;
    const { answer } = await queries.transaction().execute(async (transaction) => {
      await transaction.selectFrom('connections').select('id').where('id', '=', connection).forUpdate().execute();
      const begun = begin();
      await until(async () => (await waitingForLocks(queries)) > 0);
      assert.equal((await row.execute(transaction)).rows.length, 1);
      return { answer: begun };
    });
    return answer;
  }

  describe('beside a change of the same connection', () => {
    it('a load of the start page waits for nothing', async () => {
      const { id } = await register(stage);
      const connection = await connectionOf(id);
      await stage.hub.services.database.queries.transaction().execute(async (transaction) => {
        await transaction.selectFrom('connections').select('id').where('id', '=', connection).forUpdate().execute();
        const browser = new PageBrowser(stage);
        const answer = await browser.request('POST', `/oauth/start/${id}/view`, { body: { view: 'view-number-1' } });
        assert.equal(answer.status, 200);
        assert.equal((await signInRow(id).execute(transaction)).rows.length, 1);
      });
    });

    it('so does a sign-in that fails', async () => {
      const { id, browser, address } = await bindWindow(stage);
      const callback = new URL(address.searchParams.get('redirect_uri') ?? '');
      callback.search = new URLSearchParams({
        error: 'server_error',
        state: address.searchParams.get('state') ?? '',
        iss: stage.provider.issuer,
      }).toString();
      const answer = await waitsEmptyHanded(await connectionOf(id), signInRow(id), () => browser.callback(callback));
      assert.equal(answer.status, 303);
    });

    it('and a credential that dies', async () => {
      const { id } = await signInFully(stage);
      const connection = await connectionOf(id);
      const { database, credentials } = stage.hub.services;
      await database.queries
        .updateTable('credentials')
        .set({ sealed: sql`left(sealed, -4)` })
        .where('connection', '=', connection)
        .execute();
      const row = sql`select 1 from credentials where connection = ${connection} for update nowait`;
      const result = await waitsEmptyHanded(connection, row, () => credentials.check({ connection, dependency: 'drive' }));
      assert.equal(result, 'dead');
    });
  });
});

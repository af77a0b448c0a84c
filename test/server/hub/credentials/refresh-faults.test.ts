import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FlowError } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { onPostgresql } from '../../../support/databases.js';
import { startGate } from '../../../support/endpoint-gate.js';
import { signInFully, startProvider, startSignInStage } from '../../../support/sign-in-stage.js';
import { until } from '../../../support/until.js';
import { createWay } from '../../../support/way.js';

onPostgresql((databases) => {
  it('a database that goes away while a token is refreshed costs nobody a sign-in', async () => {
    await build(['pages']);
    const way = await createWay(await databases.place());
    const provider = await startProvider();
    const gate = await startGate(provider.endpoints.token);
    gate.open();
    const stage = await startSignInStage(way, {
      provider,
      other: { tokenUrl: gate.url },
      server: { allowPrivateHosts: [provider.issuer, gate.url].map((address) => new URL(address).host) },
    });
    try {
      await signInFully(stage, { widget: 'else', dependency: 'other' });
      const { credentials, database } = stage.hub.services;
      const { id } = await database.queries.selectFrom('connections').select('id').executeTakeFirstOrThrow();
      const call = () => credentials.fetchFor({ connection: id, dependency: 'other' })(provider.endpoints.userinfo);
      const refreshes = (): number => provider.log.filter(({ event }) => event === 'refresh').length;

      await provider.expireAccessTokens();
      gate.hold();
      const refreshed = call();
      await until(() => gate.isHolding());
      way.cut();
      gate.open();
      await until(() => refreshes() === 1);
      const before = way.refused();
      await until(() => way.refused() > before + 4);
      way.mend();
      assert.equal((await refreshed).status, 200);

      await provider.expireAccessTokens();
      const again = await call().catch((error: unknown) => {
        assert.ok(!(error instanceof FlowError), 'the sign-in is lost');
        throw error;
      });
      assert.equal(again.status, 200);
    } finally {
      way.mend();
      await stage.stop();
      way.close();
      await gate.close();
      await provider.close();
    }
  });
});

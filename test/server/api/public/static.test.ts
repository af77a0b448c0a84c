import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { version } from '../../../../src/server/platform/package-version.js';
import { build } from '../../../support/build.js';
import { onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

onEmbedded((databases) => {
  let on: TestServer;

  before(async () => {
    await build(['script-tag']);
    on = await startTestServer(await databases.place());
  });
  after(() => on.stop());

  describe('the script', () => {
    const first = () => readdirSync('dist/script-tag/chunks').find((name) => /^hub-.*\.js$/.test(name)) ?? '';
    const read = (path: string) => on.call('GET', path, { headers: { origin: 'https://unlisted.example' } });

    for (const place of ['', '/v1', `/${version}`]) {
      it(`is served to every page from ${place}/, with its chunks`, async () => {
        const script = await read(`${place}/integration-hub.js`);
        assert.equal(script.status, 200);
        assert.equal(script.headers.get('access-control-allow-origin'), '*');
        assert.match(script.headers.get('cache-control') ?? '', place.includes('.') ? /immutable/ : /max-age=300/);
        const part = await read(`${place}/chunks/${first()}`);
        assert.equal(part.status, 200);
        assert.match(part.headers.get('cache-control') ?? '', /immutable/);
        assert.equal((await read(`${place}/chunks/none-there.js`)).status, 404);
      });
    }

    it('opens nothing of the API to a page that is not listed', async () => {
      assert.equal((await read('/v1/hub')).headers.get('access-control-allow-origin'), null);
      assert.equal((await read('/v1/hub')).body.code, 'origin_not_allowed');
    });
  });
});

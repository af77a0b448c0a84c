import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { redirectUri } from '../../../../src/server/platform/own-url.js';
import { onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';
import { clientSecret } from '../../../support/test-catalogue.js';

onEmbedded((databases) => {
  describe('the connectors', () => {
    let hub: TestServer;
    const publicUrl = 'http://127.0.0.1:8787/below/a/path';

    before(async () => {
      hub = await startTestServer(await databases.place());
    });
    after(() => hub.stop());

    it('are listed for a viewer, with the redirect URL that the callback takes', async () => {
      const { status, body } = await hub.call('GET', '/v1/admin/connectors', { token: await hub.adminToken('viewer') });
      assert.equal(status, 200);
      assert.deepEqual(body, {
        connectors: [
          {
            key: 'notes',
            name: 'Notes',
            methods: ['api_key', 'oauth'],
            redirectUrl: 'http://127.0.0.1:8787/oauth/callback/notes',
          },
        ],
      });
      assert.ok(!JSON.stringify(body).includes(clientSecret));
    });

    it('are nobody else’s business', async () => {
      assert.equal((await hub.call('GET', '/v1/admin/connectors', { token: await hub.token() })).body.code, 'token_invalid');
    });

    it('are below the path of the public address', async () => {
      assert.equal(redirectUri({ publicUrl }, 'notes'), `${publicUrl}/oauth/callback/notes`);
    });
  });
});

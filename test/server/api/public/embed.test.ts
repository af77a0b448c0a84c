import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build } from '../../../support/build.js';
import { onEmbedded } from '../../../support/databases.js';
import { hostOrigin, publicUrl, startTestServer, type TestServer } from '../../../support/server.js';
import { drawId } from '../../../support/sign-in-stage.js';

onEmbedded((databases) => {
  let off: TestServer;
  let on: TestServer;

  before(async () => {
    await build(['pages']);
    on = await startTestServer(await databases.place(), { embedOrigins: ['https://app.example', 'https://other.example'] });
  });
  after(async () => {
    await on.stop();
    await off?.stop();
  });

  describe('GET /embed', () => {
    it('may be framed by the listed origins and no others, and runs our scripts only', async () => {
      const { status, headers } = await on.call('GET', '/embed?tenant=acme');
      assert.equal(status, 200);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /frame-ancestors https:\/\/app\.example https:\/\/other\.example;/);
      assert.match(policy, /script-src 'self' 'sha256-[\w+/]{43}=';/);
      assert.match(policy, /require-trusted-types-for 'script'/);
      assert.equal(headers.get('cross-origin-opener-policy'), 'unsafe-none');
    });

    it('says which hub, and nothing of a request becomes markup', async () => {
      const tenant = '"><img src=x onerror=alert(1)>';
      const { body } = await on.call('GET', `/embed?tenant=${encodeURIComponent(tenant)}&widget=plain&theme=dark&locale=de`);
      assert.match(body, /<integration-widget tenant="&quot;&gt;&lt;img [^<]*" theme="dark" locale="de" widget="plain">/);
      assert.match(body, /<html lang="de" dir="ltr">/);
      for (const query of [
        '',
        '?tenant=',
        '?tenant=acme&widget=A%20b',
        '?tenant=acme&theme=red',
        '?tenant=acme&locale=en-',
        '?tenant=acme&x=1',
      ])
        assert.equal((await on.call('GET', `/embed${query}`)).body.code, 'invalid_request', query);
    });

    it('hands the locale on as it was asked for, beside the language of its own words', async () => {
      for (const [locale, language] of [
        ['en-GB', 'en'],
        ['de-AT', 'de'],
        ['de_AT', 'de'],
        ['fr-CA', 'en'],
      ]) {
        const { body } = await on.call('GET', `/embed?tenant=acme&locale=${locale}`);
        assert.match(body, new RegExp(`<html lang="${language}" dir="ltr">`));
        assert.match(body, new RegExp(`<integration-hub tenant="acme" locale="${locale}">`));
      }
      assert.match((await on.call('GET', '/embed?tenant=acme')).body, /<integration-hub tenant="acme">/);
    });

    it('registers sign-ins from our own origin, which is refused where there is no such page', async () => {
      const register = async (hub: TestServer) =>
        (
          await hub.call('POST', '/v1/authorizations', {
            token: await hub.token(),
            headers: { origin: publicUrl },
            body: {
              id: drawId(),
              proof: drawId(),
              widget: 'keyed',
              connection: 'default',
              dependency: 'notes',
              method: 'oauth',
              window: 'popup',
            },
          })
        ).status;
      assert.equal(await register(on), 201);
      await on.stop();
      off = await startTestServer(await databases.place(), { allowedOrigins: [hostOrigin] });
      assert.equal((await off.call('GET', '/embed?tenant=acme')).status, 404);
      assert.equal(await register(off), 403);
    });
  });
});

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Hub } from '../../../../src/contract/hub.js';
import { fillRedirectUrl } from '../../../../src/contract/rules/server-address.js';
import { CatalogueError, createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';
import { defineConnector, defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { build } from '../../../support/build.js';
import { onEmbedded } from '../../../support/databases.js';
import { type Issued, type QuirkyProvider, startQuirkyProvider } from '../../../support/quirky-provider.js';
import { hostOrigin, publicUrl, startTestServer, type TestServer } from '../../../support/server.js';
import {
  bindWindow,
  drawId,
  PageBrowser,
  readAuthorization,
  readConnection,
  tryToRegister,
} from '../../../support/sign-in-stage.js';

const secret = 'the-secret-of-my-own-client';
const forge = {
  rotates: true,
  client: { id: 'mine', secret },
  answer: ({ access, refresh }: Issued) => ({ body: { access_token: access, refresh_token: refresh, expires_in: 3600 } }),
} as const;

/** Servers that people run themselves: all that is fixed are the paths. */
const free = defineConnector({
  key: 'forge',
  name: 'Forge',
  methods: [
    {
      method: 'oauth',
      fields: [
        { key: 'server', type: 'url', label: 'Server', required: true },
        { key: 'clientId', type: 'text', label: 'Client id', required: true },
        { key: 'clientSecret', type: 'password', label: 'Client secret', required: true },
      ],
    },
  ],
  oauth: {
    hostField: 'server',
    authorizationUrl: '{server}/forge/authorize',
    tokenUrl: '{server}/forge/token',
    userInfoUrl: '{server}/forge/me',
    accountPaths: ['from'],
  },
  origins: ['{server}'],
});

const shop = defineConnector({
  key: 'shop',
  name: 'Shop',
  methods: [{ method: 'oauth', fields: [{ key: 'shop', type: 'text', label: 'Shop', required: true, maximumLength: 200 }] }],
  oauth: {
    authorizationUrl: 'https://{shop}.shops.test/authorize',
    tokenUrl: 'https://{shop}.shops.test/token',
    clientId: 'hub',
  },
});

const hostileShops = [
  ...[
    'evil.com/',
    'evil.com#',
    'evil.com?',
    'a.b',
    '@',
    'x@evil.com',
    'evil.com:443',
    '%2f',
    '%00',
    '\\',
    'evil.com\\',
    '..',
    ' ',
  ],
  ...['xn--80ak6aa92e', 'ａ', 'ä', 'a\u0000b', 'a\nb', '-a', 'a-', 'a_b', 'a'.repeat(64), '127.0.0.1', '[::1]', 'localhost:80/'],
];

const hostileServers = [
  ...[
    '',
    'forge.example',
    '//forge.example',
    'ftp://forge.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
  ],
  ...['http://forge.example', 'https://user@forge.example', 'https://user:pass@forge.example', 'https://forge.example/path'],
  ...['https://forge.example?x', 'https://forge.example#x', 'https://forge.example/../', 'https:\\\\forge.example'],
  ...['https://forge.example\u0000', 'https://FORGE.example', 'https://forge.example:443', 'https://0x7f.1'],
];

/** Addresses that this process asks, whichever `fetch` it asks with. */
function recordRequests() {
  const asked: string[] = [];
  const note = (message: unknown) => asked.push(String((message as { request: { origin: unknown } }).request.origin));
  subscribe('undici:request:create', note);
  return { asked, stop: () => unsubscribe('undici:request:create', note) };
}

onEmbedded((databases) => {
  describe('a host that people name', () => {
    let forges: readonly [QuirkyProvider, QuirkyProvider, QuirkyProvider];
    let hub: TestServer;
    let stage: { readonly hub: TestServer; readonly token: string };
    let ahead = 0;

    before(async () => {
      await build(['pages']);
      const start = () => startQuirkyProvider({ forge });
      forges = [await start(), await start(), await start()];
      hub = await startTestServer(await databases.place(), {
        connectors: [free, shop],
        widgets: ['forge', 'shop'].map((key) =>
          defineWidget({
            key,
            name: key,
            dependencies: [
              {
                key,
                connector: key,
                primary: true,
                attributes: key === 'forge' ? { clientId: 'workspace', clientSecret: 'of-the-workspace' } : {},
              },
            ],
            actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
          }),
        ),
        flows: [],
        configurationFlows: [],
        // The third one is private, and not named.
        allowPrivateHosts: forges.slice(0, 2).map(({ url }) => new URL(url).host),
        now: () => new Date(Date.now() + ahead),
      });
      stage = { hub, token: await hub.token() };
    });
    after(async () => {
      await hub?.stop();
      await Promise.all((forges ?? []).map((provider) => provider.close()));
    });
    beforeEach(async () => {
      ahead = 0;
      await hub.services.database.queries.deleteFrom('connections').execute();
    });

    const valuesFor = (server: string) => ({ server, clientId: 'mine', clientSecret: secret });
    const toForge = (server: string) => bindWindow(stage, { widget: 'forge', dependency: 'forge', values: valuesFor(server) });
    const atForge = async (address: URL): Promise<URL> => {
      const answer = await fetch(address, { redirect: 'manual' });
      assert.equal(answer.status, 302, await answer.text());
      return new URL(answer.headers.get('location') ?? '');
    };
    const refusal = async (widget: string, values: Readonly<Record<string, string>>) =>
      (await tryToRegister(stage, { id: drawId(), proof: drawId(), widget, dependency: widget, values })).body;
    const redirectUrl = async (server: string): Promise<string> => {
      const path = `/v1/admin/connectors?${new URLSearchParams({ server })}`;
      const { body } = await hub.call('GET', path, { token: await hub.adminToken('viewer') });
      return body.connectors[0].redirectUrl;
    };

    it('is asked with the client of that connection, at a redirect URL of its own, and never with the workspace’s', async () => {
      const [{ url }] = forges;
      const { address, browser, reference } = await toForge(url);
      assert.equal(address.origin, url);
      assert.equal(address.searchParams.get('redirect_uri'), await redirectUrl(url));
      assert.equal(await redirectUrl(url), `${publicUrl}/oauth/callback/forge/http~127.0.0.1~${new URL(url).port}`);
      await browser.callback(await atForge(address));
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
      const { id } = await hub.services.database.queries.selectFrom('connections').select('id').executeTakeFirstOrThrow();
      const use = hub.services.credentials.fetchFor({ connection: id, dependency: 'forge' });
      assert.deepEqual(await (await use(`${url}/forge/me`)).json(), { from: 'forge' });
      ahead = 3_601_000;
      assert.deepEqual(await (await use(`${url}/forge/me`)).json(), { from: 'forge' });
      assert.ok(forges[0].log.includes('forge refresh_token'));
      // The credential goes to its own server, not to another one of the same connector.
      await assert.rejects(use(`${forges[1].url}/forge/me`), { code: 'blocked' });
    });

    it('is named before a person goes there, with a warning where the operator has not named it', async () => {
      const returnUrl = `${hostOrigin}/`;
      const factsAt = async (widget: string, values: Readonly<Record<string, string>>) => {
        const id = drawId();
        const { body } = await tryToRegister(stage, { id, proof: drawId(), widget, dependency: widget, values, returnUrl });
        assert.equal(body.code, undefined, JSON.stringify(body));
        const answer = await new PageBrowser(stage).view(id);
        assert.ok(answer.next === 'hello');
        return { text: answer.lost.text, facts: answer.lost.ask?.facts ?? [] };
      };
      const server = (facts: readonly { readonly name: string; readonly value: string }[]) =>
        facts.find(({ name }) => name === 'Server')?.value;
      const foreign = await factsAt('forge', valuesFor('https://phish.example'));
      assert.equal(server(foreign.facts), 'phish.example, a server that somebody named');
      assert.match(foreign.text, /phish\.example\. Sign in there only if you know it/);
      const known = await factsAt('forge', valuesFor(forges[0].url));
      assert.equal(server(known.facts), new URL(forges[0].url).host);
      assert.doesNotMatch(known.text, /only if you know it/);
      const shop = await factsAt('shop', { shop: 'ada' });
      assert.equal(server(shop.facts), 'ada.shops.test');
      assert.doesNotMatch(shop.text, /only if you know it/);
    });

    it('is told what to register, in the form that asks for it', async () => {
      const { body } = await hub.call('GET', '/v1/hub', { token: stage.token });
      const widget = (body as Hub).widgets.find(({ key }) => key === 'forge');
      const asked = widget?.dependencies[0]?.methods[0]?.redirectUrl ?? '';
      for (const { url } of forges) assert.equal(fillRedirectUrl(asked, { server: `${url}/` }), await redirectUrl(url));
      assert.equal(fillRedirectUrl(asked, { server: 'forge.example' }), undefined);
    });

    it('keeps the client’s secret sealed, and out of every answer and log', async () => {
      const { address, browser, reference, id } = await toForge(forges[0].url);
      await browser.callback(await atForge(address));
      await browser.outcome(reference);
      const { queries } = hub.services.database;
      const stored = [
        await queries.selectFrom('authorizations').selectAll().execute(),
        await queries.selectFrom('credentials').selectAll().execute(),
      ];
      const answers = [
        await readConnection(stage, 'forge'),
        await readAuthorization(stage, id),
        (await hub.call('GET', '/v1/hub', { token: stage.token })).body,
      ];
      for (const text of [...stored, ...answers, hub.log].map((value) => JSON.stringify(value)))
        assert.ok(!text.includes(secret));
    });

    it('answers at its own redirect URL only: elsewhere it is a mix-up, and no token request is made', async () => {
      const [mine, other] = forges;
      const { address, browser, reference } = await toForge(mine.url);
      const back = await atForge(address);
      const before = mine.log.length + other.log.length;
      const elsewhere = [`${publicUrl}/oauth/callback/forge`, `${publicUrl}/oauth/callback/shop`, await redirectUrl(other.url)];
      for (const path of [...elsewhere, `${await redirectUrl(mine.url)}x`, `${publicUrl}/oauth/callback/shop/x`]) {
        const wrong = new URL(path);
        wrong.search = back.search;
        assert.equal((await browser.callback(wrong)).status, 404, path);
      }
      assert.equal(mine.log.length + other.log.length, before);
      await browser.callback(back);
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
    });

    it('posted back as a form is bounced through its own address', async () => {
      const { address, browser, reference } = await toForge(forges[0].url);
      const back = await atForge(address);
      const post = await new PageBrowser(stage).request('POST', back.pathname, {
        body: back.searchParams.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site', origin: 'null' },
      });
      await browser.callback(new URL(post.headers.get('location') ?? ''));
      assert.equal((await browser.outcome(reference)).screen.state, 'connected');
    });

    it('that is private, and not allowed by the operator, is not reached', async () => {
      const secretly = forges[2];
      const recorder = recordRequests();
      for (const server of [
        secretly.url,
        secretly.url.replace('http:', 'https:'),
        'https://10.0.0.1',
        'https://169.254.169.254',
        'https://[::1]',
      ]) {
        const { address, browser, reference, id } = await toForge(server);
        const back = new URL(address.searchParams.get('redirect_uri') ?? '');
        back.search = `${new URLSearchParams({ code: 'x', state: address.searchParams.get('state') ?? '' })}`;
        await browser.callback(back);
        await browser.outcome(reference);
        assert.equal((await readAuthorization(stage, id)).error?.code, 'provider_unreachable', server);
      }
      recorder.stop();
      assert.deepEqual(recorder.asked, []);
      assert.deepEqual(secretly.log, []);
    });

    it('that is no origin is refused with a pointer, before anything is asked', async () => {
      const recorder = recordRequests();
      for (const server of hostileServers) {
        const { code, errors } = await refusal('forge', valuesFor(server));
        assert.ok(code === 'validation_failed' || code === 'invalid_request', JSON.stringify(server));
        assert.equal(errors[0].pointer, '#/values/server', JSON.stringify(server));
      }
      recorder.stop();
      assert.deepEqual(recorder.asked, []);
    });

    it('that is a hostile shop name leads to no request at all', async () => {
      const recorder = recordRequests();
      for (const name of hostileShops) {
        const { errors } = await refusal('shop', { shop: name });
        assert.equal(errors[0].pointer, '#/values/shop', JSON.stringify(name));
      }
      assert.deepEqual(recorder.asked, []);
      assert.deepEqual(await hub.services.database.queries.selectFrom('authorizations').select('id_hash').execute(), []);
      // What is recorded where a name is one.
      const { address, browser, reference } = await bindWindow(stage, {
        widget: 'shop',
        dependency: 'shop',
        values: { shop: 'my-shop' },
      });
      const back = new URL(address.searchParams.get('redirect_uri') ?? '');
      back.search = `${new URLSearchParams({ code: 'x', state: address.searchParams.get('state') ?? '' })}`;
      await browser.callback(back);
      await browser.outcome(reference);
      recorder.stop();
      assert.deepEqual(recorder.asked, ['https://my-shop.shops.test']);
    });

    it('is defined with no client of the workspace, and no other address', () => {
      const faults = (oauth: object, methods = free.methods): string => {
        const definition = { ...free, methods, oauth: { ...free.oauth, ...oauth } } as typeof free;
        try {
          createCatalogue({ connectors: [definition] });
        } catch (error) {
          assert.ok(error instanceof CatalogueError);
          return error.message;
        }
        throw new Error('It was taken');
      };
      assert.match(faults({ clientId: 'hub' }), /its host is free/);
      assert.match(faults({ tokenUrl: 'https://elsewhere.example/token' }), /does not begin with \{server\}\//);
      assert.match(faults({ tokenUrl: '{server}.evil.example/token' }), /does not begin with/);
      assert.match(faults({}, [{ method: 'oauth' }]), /asks for no "server"/);
    });
  });
});

import assert from 'node:assert/strict';
import type { OAuthDefinition } from '../../src/contract/connector.js';
import type { WidgetDefinition } from '../../src/contract/widget.js';
import { type Connector, defineConnector, defineWidget } from '../../src/server/hub/definitions/define.js';
import type { DatabasePlace } from './databases.js';
import type { QuirkyProvider } from './quirky-provider.js';
import { startTestServer, type TestServer } from './server.js';
import { bindWindow, type HubSession, type Registration } from './sign-in-stage.js';

/** A connector that is signed in to at one of a provider's quirks. */
export const quirkyConnector = (
  { url }: QuirkyProvider,
  key: string,
  oauth: Partial<OAuthDefinition> = {},
  more: Partial<Connector> = {},
): Connector =>
  defineConnector({
    key,
    name: key,
    methods: [{ method: 'oauth' }],
    oauth: {
      authorizationUrl: `${url}/${key}/authorize`,
      tokenUrl: `${url}/${key}/token`,
      clientId: 'hub',
      clientSecret: 'secret',
      ...oauth,
    },
    origins: [url],
    ...more,
  });

/** A hub with a widget of the same key for each of some connectors. */
export const startQuirkyHub = (
  place: DatabasePlace,
  provider: QuirkyProvider,
  connectors: readonly Connector[],
  { now, widget = {} }: { readonly now: () => Date; readonly widget?: Partial<WidgetDefinition> },
): Promise<TestServer> =>
  startTestServer(place, {
    connectors,
    widgets: connectors.map(({ key, name }) =>
      defineWidget({
        key,
        name,
        dependencies: [{ key, connector: key, primary: true }],
        actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
        ...widget,
      }),
    ),
    flows: [],
    configurationFlows: [],
    allowPrivateHosts: [new URL(provider.url).host],
    now,
  });

/** The way of a person, who is asked nothing at a quirk: from Connect until the window is back from the provider. */
export async function passThrough(session: HubSession, key: string, registration: Registration = {}) {
  const bound = await bindWindow(session, { widget: key, dependency: key, ...registration });
  const atProvider = await fetch(bound.address, { redirect: 'manual' });
  assert.equal(atProvider.status, 302, await atProvider.text());
  const callbackUrl = new URL(atProvider.headers.get('location') ?? '');
  return { ...bound, callbackUrl, callback: await bound.browser.callback(callbackUrl) };
}

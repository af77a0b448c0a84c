import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { onEmbedded } from '../../../support/databases.js';
import { startTestServer, type TestServer } from '../../../support/server.js';

const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='100%'/>";
const images: Readonly<Record<string, string>> = {
  [`data:image/svg+xml,${svg}`]: svg,
  [`data:image/svg+xml;utf8,${svg}`]: svg,
  [`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`]: svg,
  [`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`]: svg,
  [`data:image/svg+xml;base64,${encodeURIComponent(Buffer.from(svg).toString('base64'))}`]: svg,
  'data:image/svg+xml,<svg>100%</svg>%': '<svg>100%</svg>%',
  'data:image/svg+xml,%E0%A4%A<svg/>': '\ufffd%A<svg/>',
};

onEmbedded((databases) => {
  describe('an image in its address', () => {
    let hub: TestServer;
    before(async () => {
      const widgets = Object.keys(images).map((url, index) =>
        defineWidget({
          key: `w${index}`,
          name: 'W',
          images: [{ url, theme: 'default' }],
          actions: [{ key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' }],
        }),
      );
      hub = await startTestServer(await databases.place(), { widgets, flows: [], configurationFlows: [], connectors: [] });
    });
    after(() => hub.stop());

    it('is served as a browser would read it, percent signs that begin no byte too', async () => {
      const { body } = await hub.call('GET', '/v1/hub', { token: await hub.token() });
      for (const [index, [url, expected]] of Object.entries(images).entries()) {
        const widget = body.widgets.find(({ key }: { key: string }) => key === `w${index}`);
        const served = await hub.server.fetch(new Request(widget.images[0].url));
        assert.equal(served.status, 200, url);
        assert.equal(served.headers.get('content-type'), 'image/svg+xml');
        assert.equal(await served.text(), expected, url);
      }
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineWidget } from '../../../../src/server/hub/definitions/define.js';
import { type DatabasePlace, onEmbedded, onPostgresql } from '../../../support/databases.js';
import { startTestServer, type TestServer, toRequest } from '../../../support/server.js';

const few = 3;
const many = 500;
const calls = 60;

/** Each with a picture of its own, as large as pictures are. */
const widgets = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    defineWidget({
      key: `widget-${index}`,
      name: `Widget ${index}`,
      images: [{ url: `data:image/png;base64,${Buffer.alloc(15_000, index).toString('base64')}`, theme: 'default' }],
      // The tenant of the test sees three.
      tenants: [index < few ? 'acme' : 'somebody-else'],
      actions: [
        { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
        { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
      ],
    }),
  );

const requests = {
  'GET /v1/hub': ['/v1/hub', 200],
  'one connection': ['/v1/widgets/widget-1/connections/default', 200],
  'an image that is not there': [`/images/${'0'.repeat(32)}`, 404],
} as const;

for (const onDatabase of [onEmbedded, onPostgresql]) {
  onDatabase((databases) => {
    describe('with 500 widgets', () => {
      let place: DatabasePlace;

      /** The least time of many, in milliseconds. */
      async function least(hub: TestServer, path: string, status: number): Promise<number> {
        const token = await hub.token();
        let best = Number.POSITIVE_INFINITY;
        for (let call = 0; call < calls; call++) {
          const start = performance.now();
          const answer = await hub.server.fetch(toRequest('GET', path, { token }));
          await answer.arrayBuffer();
          best = Math.min(best, performance.now() - start);
          assert.equal(answer.status, status);
        }
        return best;
      }

      async function measure(count: number): Promise<Record<string, number>> {
        const hub = await startTestServer(place, { connectors: [], flows: [], configurationFlows: [], widgets: widgets(count) });
        try {
          const times: Record<string, number> = {};
          for (const [name, [path, status]] of Object.entries(requests)) times[name] = await least(hub, path, status);
          return times;
        } finally {
          await hub.stop();
        }
      }

      it('a hub that shows three of them, a connection and an image that is not there take at most twice as long', async (test) => {
        place = await databases.place();
        const [small, large] = [await measure(few), await measure(many)];
        for (const name of Object.keys(requests)) {
          const ratio = (large[name] ?? 0) / (small[name] ?? 0);
          test.diagnostic(
            `${name}: ${large[name]?.toFixed(2)} ms with ${many}, ${small[name]?.toFixed(2)} ms with ${few}: ${ratio.toFixed(2)} ×`,
          );
          assert.ok(ratio <= 2, `${name}: ${ratio.toFixed(2)} times as long`);
        }
      });
    });
  });
}

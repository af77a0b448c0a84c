import assert from 'node:assert/strict';
import { it } from 'node:test';
import { publish } from '../../../../src/server/hub/events/event.rows.js';
import { eachDatabase } from '../../../support/databases.js';
import { startTestServer, type TestServer, toRequest } from '../../../support/server.js';

const scope = { environment: 'LIVE', tenant: 'acme' };

eachDatabase((databases) => {
  it('a stream goes on where the process before has ended', async () => {
    const place = await databases.place();
    const first = await startTestServer(place);
    const own = await first.token();
    const read = async (server: TestServer, after: string | undefined, wanted: RegExp) => {
      const abort = new AbortController();
      const request = toRequest('GET', '/v1/events', { token: own, signal: abort.signal, headers: { 'last-event-id': after } });
      let text = '';
      for await (const chunk of (await server.server.fetch(request)).body ?? []) {
        text += new TextDecoder().decode(chunk);
        if (wanted.test(text)) break;
      }
      abort.abort();
      return text;
    };
    const publishOn = ({ services }: TestServer, run: string) =>
      services.database.transaction((transaction) => publish(transaction, scope, [{ type: 'run.changed', run }], new Date()));
    await publishOn(first, 'before');
    const [, id] = /^id: (.*)$/m.exec(await read(first, undefined, /^id: .*$/m)) ?? [];
    await publishOn(first, 'missed');
    await first.stop();
    const second = await startTestServer(place);
    try {
      assert.match(await read(second, id, /"missed"|^event: reset/m), /"run":"missed"/);
    } finally {
      await second.stop();
    }
  });
});

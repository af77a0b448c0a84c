import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PGliteConnection } from '../../../../../src/server/platform/database/embedded/pglite-connection.js';
import { PGliteSession } from '../../../../../src/server/platform/database/embedded/pglite-session.js';
import { PGliteThread } from '../../../../../src/server/platform/database/embedded/pglite-thread.js';
import { onEmbedded } from '../../../../support/databases.js';
import { until } from '../../../../support/until.js';

describe('a connection to the embedded database', () => {
  onEmbedded(({ place }) => {
    it('understands messages however they are cut', async () => {
      const where = await place();
      assert.ok('dataDirectory' in where);
      const thread = await PGliteThread.start(`${where.dataDirectory}/postgresql`);
      const connection = new PGliteConnection(new PGliteSession(thread));
      const types: string[] = [];
      connection.on('data', (bytes: Buffer) => types.push(String.fromCharCode(bytes[0] ?? 0)));

      const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);
      const query = Buffer.concat([Buffer.from('Q'), Buffer.from([0, 0, 0, 13]), Buffer.from('select 1\0')]);
      for (const byte of Buffer.concat([startup, query])) connection.write(Buffer.from([byte]));
      await until(() => types.length === 2, { message: `Only ${types}` });
      connection.write(Buffer.concat([query, query]));
      await until(() => types.length === 4);
      assert.deepEqual(types, ['R', 'T', 'T', 'T']);
      connection.end();
      await thread.close();
    });
  });
});

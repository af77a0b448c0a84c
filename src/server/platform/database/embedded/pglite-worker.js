// The entry of a worker thread. JavaScript, so that it runs from the sources as it does from the build: loaders that
// transform TypeScript do not reach into threads. As a process of its own it makes a new database, and ends: what that takes, some
// hundred megabytes, is given back to the system with the process only.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const [directory, archive] = parentPort === null ? process.argv.slice(2) : [workerData.directory];

const database = await PGlite.create({
  dataDir: directory,
  ...(archive === undefined ? {} : { loadDataDir: new Blob([await readFile(archive)]) }),
  // The default of 128 MB for shared buffers would cost 100 MB, for a database that seldom holds as much.
  postgresqlconf: ['shared_buffers = 16MB', 'wal_buffers = 1MB', 'timezone = UTC', 'log_timezone = UTC'],
});

if (parentPort === null) await database.close();
else {
  parentPort.on('message', async (message) => {
    if (message === 'close') {
      await database.close();
      parentPort.postMessage('closed');
      return;
    }
    const reply = await database.execProtocolRaw(message);
    parentPort.postMessage(reply, [reply.buffer]);
  });
  parentPort.postMessage('ready');
}

import { readFileSync } from 'node:fs';
import { startBackend } from '../../../demo/demo.js';

/** The backend, in a process of its own: reads what it must know from a file, prints `ready`, and serves until it is ended. */
const [, , file = ''] = process.argv;
const { surroundings, overrides } = JSON.parse(readFileSync(file, 'utf8'));
const backend = await startBackend(surroundings, { logLevel: 'debug', ...overrides });
console.log('ready');

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  backend.close().then(
    () => process.exit(0),
    (cause: unknown) => {
      console.error(cause);
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
// Whoever started this process is gone.
process.stdin.on('close', stop).resume();

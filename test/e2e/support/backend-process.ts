import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { startBackend } from '../../../demo/demo.js';

/**
 * The backend, in a process of its own: reads what it must know from a file, prints `ready`, and serves until it is ended. Prints which
 * requests of a sign-in reach it, before any code of ours has seen them.
 */
subscribe('http.server.request.start', (message) => {
  const { method, url = '' } = (message as { readonly request: IncomingMessage }).request;
  const arrival = `${method} ${url.split('?', 1)[0]}`;
  if (/^(?:GET \/oauth\/callback|POST (?:\/oauth|\/v1\/authorizations))\//.test(arrival))
    console.log(JSON.stringify({ arrival, at: Date.now() }));
});

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

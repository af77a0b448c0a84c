import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { startBackend } from '../../../demo/demo.js';

/**
 * The backend, in a process of its own: reads what it must know from a file, prints `ready`, and serves until it is ended. Prints when
 * a sign-in comes back to it, before any code of ours has seen the request.
 */
subscribe('http.server.request.start', (message) => {
  const { method, url = '' } = (message as { readonly request: IncomingMessage }).request;
  if (url.startsWith('/oauth/callback/')) console.log(JSON.stringify({ back: 'callback', at: Date.now() }));
  if (method === 'POST' && /^\/v1\/authorizations\/[^/]+\/return$/.test(url))
    console.log(JSON.stringify({ back: 'return', at: Date.now() }));
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

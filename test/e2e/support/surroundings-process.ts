import { createInterface } from 'node:readline';
import { portsFrom } from '../../../demo/addresses.js';
import { startSurroundings } from '../../../demo/demo.js';

/**
 * Everything around the backend, in a process of its own: prints a line of JSON with what the backend must know, and serves. Takes
 * commands, lines of JSON, and answers each with one.
 */
interface Command {
  /** Milliseconds before every answer. */
  readonly driveLatency?: number;
  readonly storageLatency?: number;
  /** What the host's pages send as `Cross-Origin-Opener-Policy`; `null`: nothing. */
  readonly coop?: string | null;
}

const [, , dataDirectory = '', options = '{}'] = process.argv;
const { host, standIns, backend, close } = await startSurroundings({
  ports: portsFrom(process.env),
  dataDirectory,
  environment: {},
  ...JSON.parse(options),
});
console.log(JSON.stringify({ ready: { backend, database: standIns.database, access: standIns.desk.access } }));

const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => {
  const { driveLatency, storageLatency, coop } = JSON.parse(line) as Command;
  if (driveLatency !== undefined) standIns.drive.setLatency(driveLatency);
  if (storageLatency !== undefined) standIns.storage.setLatency(storageLatency);
  if (coop !== undefined) host.setCoop(coop ?? undefined);
  console.log(JSON.stringify({ answer: { violations: host.violations } }));
});

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  close().then(
    () => process.exit(0),
    (cause: unknown) => {
      console.error(cause);
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
// Whoever started this process is gone.
commands.on('close', stop);

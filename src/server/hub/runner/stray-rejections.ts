import type { Log } from '../../platform/log.js';
import { currentFlowScope } from './flow-scope.js';

/**
 * A promise of a flow that nobody waits for must not end the process, which would take the run up again and die again: its rejection is
 * logged with its run. Those of anybody else go their usual way.
 *
 * @returns what ends it
 */
export function logStrayRejections(log: Log): () => void {
  const onRejection = (cause: unknown): void => {
    const scope = currentFlowScope();
    if (scope !== undefined) log.error('A flow waits for no answer of a promise that failed', { run: scope.run, cause });
    // What Node does where nobody listens.
    else if (process.listenerCount('unhandledRejection') === 1) throw cause;
  };
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('unhandledRejection', onRejection);
  };
}

import type { Run } from '../../contract/run.js';
import type { Origins } from '../connection/surroundings.js';
import { isOver } from '../run-status.js';
import { type Change, changesOfRun } from './changes.js';
import type { HubFact } from './hub.js';

/** Tells what was observed, each finished run once, and whose doing it was. */
export function createFactTeller(originsOf: (widget: string, connection: string) => Origins | undefined) {
  const factListeners = new Set<(fact: HubFact) => void>();
  /** Runs that were told of, or that were over before this page looked. */
  const told = new Set<string>();
  const tell = (changes: readonly Change[]) => {
    for (const change of changes) {
      const origins = originsOf(change.widget, change.connection);
      const here =
        change.run === undefined
          ? change.kind === 'error' || origins?.kinds.delete(change.kind as 'connected') === true
          : origins?.runs.has(change.run) === true;
      for (const listener of [...factListeners]) listener({ ...change, origin: here ? 'here' : 'elsewhere' });
    }
  };
  const tellRun = (run: Run) => {
    if (!isOver(run) || told.has(run.id)) return;
    told.add(run.id);
    tell(changesOfRun(run));
  };
  return {
    tell,
    tellRun,
    told,
    onFact(listener: (fact: HubFact) => void) {
      factListeners.add(listener);
      return () => {
        factListeners.delete(listener);
      };
    },
  };
}

import type { Scope } from '../../platform/access.js';
import type { Services } from '../services/services.js';

/** Hands a stored run to the runner, which finds it by itself where that cannot be done now. */
export async function handOver(
  { runs, log }: Pick<Services, 'runs' | 'log'>,
  { tenant }: Pick<Scope, 'tenant'>,
  run: string | undefined,
): Promise<void> {
  if (run === undefined) return;
  try {
    await runs.handOver(run, tenant);
  } catch (cause) {
    log.warn('A run could not be handed over yet', { run, cause });
  }
}

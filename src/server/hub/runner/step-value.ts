import { VaultError } from '../../platform/vault/vault.js';

/** What a step answered, and which: stored sealed, and taken for no other one's. */
export class StepValue<T> {
  readonly run: string;
  /** Among the steps of its run. */
  readonly step: number;
  readonly value: T;

  constructor(run: string, step: number, value: T) {
    this.run = run;
    this.step = step;
    this.value = value;
  }
}

/** As it is sealed. Servers of the version before read the value alone. */
export const toEnvelope = (answer: unknown): string =>
  JSON.stringify(answer instanceof StepValue ? { value: answer.value, run: answer.run, step: answer.step } : { value: answer });

export function fromEnvelope(text: string): unknown {
  const { value, run, step } = JSON.parse(text) as { value?: unknown; run?: unknown; step?: unknown };
  return typeof run === 'string' && typeof step === 'number' ? new StepValue(run, step, value) : value;
}

/**
 * What a server of the version before stored names no step.
 *
 * @throws {VaultError} `vault_context_mismatch`
 */
export function ownValue<T>(answer: T | StepValue<T>, run: string, step: number): T {
  if (!(answer instanceof StepValue)) return answer;
  if (answer.run === run && answer.step === step) return answer.value;
  throw new VaultError('vault_context_mismatch', 'What was remembered of a step is of another one');
}

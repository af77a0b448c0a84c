/** Another database already has this process' flow runner. */
export class RunnerInUseError extends Error {
  override readonly name = 'RunnerInUseError';
  readonly code = 'runner_in_use';
  constructor() {
    super('runner_in_use: this process already runs flows on another database. Start one process for each database.');
  }
}

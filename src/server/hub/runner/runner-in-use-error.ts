import { CodedError } from '../../platform/coded-error.js';

/** Another database already has this process' flow runner. */
export class RunnerInUseError extends CodedError<'runner_in_use'> {
  override readonly name = 'RunnerInUseError';
  constructor() {
    super(
      'runner_in_use',
      'runner_in_use: this process already runs flows on another database. Start one process for each database.',
    );
  }
}

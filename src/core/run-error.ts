import type { IntegrationErrorCode } from '../contract/error-code.js';
import type { Run } from '../contract/run.js';
import { IntegrationError } from './errors.js';

/** Why a run failed. Only what its flow threw is the service's word; the rest has words of ours. */
export function errorOfRun({ error }: Run): IntegrationError {
  const code = (error?.code ?? 'flow_failed') as IntegrationErrorCode;
  return new IntegrationError(code, code === 'flow_failed' ? { said: error?.message } : {});
}

import type { Scope } from '../../platform/access.js';
import { ProviderError } from '../../platform/oauth/provider-error.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { saidTo } from '../../platform/plain-text.js';
import { ProblemError } from '../../platform/problem-error.js';
import { VaultError } from '../../platform/vault/vault.js';
import { CredentialsRefusedError, FlowError } from '../definitions/define.js';
import { UnreadableSecretError } from '../definitions/deployed-widget.js';
import { toldByFlow } from '../definitions/told-by-flow.js';

function ofFlow(cause: FlowError): ProblemError {
  const { code, dependency, message: said } = toldByFlow(cause);
  if (code !== 'not_authenticated' || dependency === undefined) return new ProblemError(code, { cause, said });
  return new ProblemError(code, { cause, said, errors: [{ pointer: `#/dependencies/${dependency}`, code: 'required' }] });
}

const ofRefusal = (cause: CredentialsRefusedError): ProblemError =>
  new ProblemError(cause.code, {
    cause,
    said: cause.said,
    errors: [
      {
        pointer: cause.field === undefined ? '#/values' : `#/values/${cause.field}`,
        code: 'custom',
        detail: cause.said,
      },
    ],
  });

const isTimeout = (cause: unknown): boolean =>
  cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError');

/** The same, with the words of others as the people of that tenant may read them. */
export function toldTo(whose: Scope, problem: ProblemError): ProblemError {
  const { said, errors, ...rest } = problem.options;
  return new ProblemError(problem.code, {
    ...rest,
    ...(said === undefined ? {} : { said: saidTo(whose, said) }),
    ...(errors === undefined
      ? {}
      : {
          errors: errors.map((error) => (error.detail === undefined ? error : { ...error, detail: saidTo(whose, error.detail) })),
        }),
  });
}

/** What an error of ours means to who asked: the one place that says so. `undefined` for anything else that was thrown. */
export function problemOf(cause: unknown): ProblemError | undefined {
  if (cause instanceof ProblemError) return cause;
  if (cause instanceof FlowError) return ofFlow(cause);
  if (cause instanceof CredentialsRefusedError) return ofRefusal(cause);
  if (cause instanceof OutgoingError || isTimeout(cause)) return new ProblemError('provider_unreachable', { cause });
  // Which one it is stands in the log alone.
  if (cause instanceof UnreadableSecretError || cause instanceof VaultError)
    return new ProblemError('secret_unreadable', {
      cause,
      hint: 'The log of the server names it. Set it again, or give the vault its key',
    });
  if (!(cause instanceof ProviderError)) return undefined;
  return new ProblemError(cause.code === 'grant_dead' ? 'provider_error' : cause.code, { cause, said: cause.said });
}

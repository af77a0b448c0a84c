import type { AccountQuestion } from '../../contract/authorization.js';
import { type FieldError, type Problem, type ProblemCode, problems } from '../../contract/problem.js';
import { answeredErrors } from './answered-errors.js';
import { CodedError } from './coded-error.js';
import { plainText } from './plain-text.js';

export interface ProblemOptions {
  /** For developers. Reflects nothing of the input. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** The service's or the flow's own words; capped and stripped of control characters here. */
  readonly said?: string | undefined;
  readonly hint?: string;
  readonly accounts?: AccountQuestion;
  readonly cause?: unknown;
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
}

/** What a request is answered with instead: a code, from which status and title follow. */
export class ProblemError extends CodedError<ProblemCode> {
  override readonly name = 'ProblemError';
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code, options.detail ? `${code}: ${options.detail}` : code, options.cause);
    this.options = options;
  }

  get status(): number {
    return problems[this.code].status;
  }

  toProblem(reference: string): Problem {
    const { detail, errors, said, hint, accounts } = this.options;
    return {
      type: 'about:blank',
      title: problems[this.code].title,
      status: this.status,
      code: this.code,
      instance: reference,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors: answeredErrors(errors) }),
      ...(said === undefined || said === '' ? {} : { said: plainText(said) }),
      ...(accounts === undefined ? {} : { accounts }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}

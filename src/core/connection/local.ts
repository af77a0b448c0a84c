import type { Failure, UserMessage } from './connection.js';
import { noSignIn, type SignIn } from './sign-in/sign-in.js';

/** What this page does with a connection, beside what the server says about it. */
export interface Local {
  readonly signIn: SignIn;
  readonly starting: string | undefined;
  readonly message: UserMessage | undefined;
  readonly error: Failure | undefined;
}

export const untouched: Local = { signIn: noSignIn, starting: undefined, message: undefined, error: undefined };

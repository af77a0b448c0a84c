import type { Connection } from '../../../contract/connection.js';
import type { IntegrationError } from '../../errors.js';
import type { BegunSignIn } from '../sign-in/sign-in.js';

export type ConnectionEvent =
  /** The server's facts were read. */
  | { readonly type: 'facts.changed'; readonly facts: Connection }
  /** The window is open (or was blocked) and the registration on its way. */
  | ({ readonly type: 'sign_in.begin' } & BegunSignIn)
  | { readonly type: 'sign_in.cancel' }
  | { readonly type: 'question.answer'; readonly replace: boolean }
  /** The window reads as closed: a hint. */
  | { readonly type: 'window.closed' }
  /** Something may have changed: ask about the sign-in now. */
  | { readonly type: 'look' }
  /** The server starts it by itself: an Activation after a sign-in, the Deactivation of what is removed. */
  | { readonly type: 'run.expected'; readonly action: string }
  | { readonly type: 'action.start'; readonly action: string; readonly anyway: boolean }
  | { readonly type: 'action.cancel' }
  /** Something that was begun elsewhere has failed, and is told here. */
  | { readonly type: 'failure.show'; readonly error: IntegrationError }
  | { readonly type: 'message.dismiss' }
  | { readonly type: 'error.dismiss' };

import type { ProblemCode } from './problem.js';

/** Codes that only a browser can find. */
export type BrowserErrorCode =
  | 'missing_tenant'
  | 'missing_backend'
  | 'invalid_backend'
  | 'wrong_tenant'
  | 'token_unavailable'
  | 'network_error'
  | 'timed_out'
  | 'invalid_answer'
  | 'insecure_context'
  | 'popup_blocked'
  | 'unexpected';

/** Codes with which an authorization ends without a connection. */
export type AuthorizationErrorCode =
  | 'access_denied'
  | 'insufficient_scope'
  | 'provider_error'
  | 'provider_unreachable'
  | 'other_session'
  | 'interrupted'
  | 'cookies_blocked'
  | 'same_account';

/** Codes with which a run ends without success. */
export type RunErrorCode = 'not_authenticated' | 'flow_failed' | 'flow_changed' | 'flow_missing' | 'timed_out' | 'interrupted';

export type IntegrationErrorCode = ProblemCode | BrowserErrorCode | AuthorizationErrorCode | RunErrorCode;

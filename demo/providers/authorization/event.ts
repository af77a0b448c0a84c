/** What happened at the authorization server. Never holds a token, a code or a password. */
export interface AuthorizationServerEvent {
  /** ISO 8601. */
  at: string;
  event:
    | 'login'
    | 'login_failed'
    | 'consent'
    | 'denied'
    | 'token'
    | 'token_failed'
    | 'refresh'
    | 'refresh_failed'
    | 'revoke'
    | 'userinfo';
  /** The account's email address. */
  account?: string;
  clientId?: string;
  /** Space-separated. */
  scope?: string;
  /** OAuth error code of a failure. */
  error?: string;
}

export type RecordEvent = (entry: Omit<AuthorizationServerEvent, 'at'>) => void;

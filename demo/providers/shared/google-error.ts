import type { ServerResponse } from 'node:http';
import { sendJson } from './loopback.js';

/** What Google's JSON APIs say about a refused request (https://cloud.google.com/apis/design/errors, Drive v3 "Resolve errors"). */
export interface GoogleErrorDetail {
  reason: string;
  message: string;
  domain?: string;
  location?: string;
  locationType?: 'header' | 'parameter';
  /** The canonical code that newer APIs add, such as `UNAUTHENTICATED`. */
  status?: string;
}

export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly code: number;
  readonly detail: GoogleErrorDetail;
  readonly headers: Record<string, string>;

  constructor(code: number, detail: GoogleErrorDetail, headers: Record<string, string> = {}) {
    super(detail.message);
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }

  send(response: ServerResponse): void {
    const { status, domain = 'global', ...detail } = this.detail;
    const error = { code: this.code, message: this.message, errors: [{ ...detail, domain }], ...(status ? { status } : {}) };
    sendJson(response, this.code, { error }, this.headers);
  }
}

const realm = 'Bearer realm="https://accounts.google.com/"';

export function unauthenticated(token: 'missing' | 'invalid'): GoogleError {
  return new GoogleError(
    401,
    {
      reason: token === 'missing' ? 'required' : 'authError',
      message: token === 'missing' ? 'Login Required.' : 'Invalid Credentials',
      location: 'Authorization',
      locationType: 'header',
      status: 'UNAUTHENTICATED',
    },
    { 'www-authenticate': token === 'missing' ? realm : `${realm}, error="invalid_token"` },
  );
}

export function insufficientScope(needed: string): GoogleError {
  return new GoogleError(
    403,
    {
      reason: 'insufficientPermissions',
      message: 'Request had insufficient authentication scopes.',
      status: 'PERMISSION_DENIED',
    },
    { 'www-authenticate': `${realm}, error="insufficient_scope", scope="${needed}"` },
  );
}

export function invalidParameter(location: string, message = 'Invalid Value', reason = 'invalid'): GoogleError {
  return new GoogleError(400, { reason, message, location, locationType: 'parameter' });
}

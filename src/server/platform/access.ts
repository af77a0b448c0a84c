import type { AdminRole } from '../../contract/session.js';

/** Whose data: every query takes it as an argument, there is no unscoped one. */
export interface Scope {
  readonly environment: string;
  readonly tenant: string;
}

/** Who asks: made from the verified token only. */
export interface Session extends Scope {
  readonly tenantName: string | undefined;
  readonly subject: string | undefined;
  readonly person: string | undefined;
  /** Allow-list; `undefined`: every widget. */
  readonly widgets: readonly string[] | undefined;
  readonly access: 'use' | 'view';
  readonly preview: boolean;
  readonly expiresAt: Date;
  /** Tells one token from another, and nothing of either. */
  readonly token?: string;
}

/** Who administers: made from a verified admin token only. */
export interface AdminSession {
  readonly role: AdminRole;
  readonly subject: string | undefined;
}

import type { Connection } from '../../../contract/connection.js';

/** The sign-in under way, as this page knows it. */
export type SignIn =
  | { readonly status: 'none' }
  /** A window of this page is open. */
  | { readonly status: 'open'; readonly dependency: string }
  /** The window reads as closed, which may be a lie: "Still signing in? Continue · Reopen · Cancel". */
  | { readonly status: 'unsure'; readonly dependency: string }
  /**
   * The browser blocked the window: a link to `url` (`target=_blank rel=opener`), or `signInHere` where the sign-in may return to this
   * page.
   */
  | { readonly status: 'blocked'; readonly dependency: string; readonly url: string; readonly returns: boolean }
  /** Begun in another tab or by another person. */
  | { readonly status: 'elsewhere'; readonly dependency: string }
  /** It came back with another account than before: is that one to take its place? Whoever answers first decides. */
  | { readonly status: 'question'; readonly dependency: string; readonly was: string; readonly now: string };

export interface SignInBegin {
  readonly id: string;
  readonly dependency: string;
  readonly action: string | undefined;
  readonly url: string;
  readonly blocked: boolean;
}

/** The sign-in under way, as the server tells of it. */
export function elsewhere({ authorization }: Pick<Connection, 'authorization'>): SignIn {
  if (authorization === undefined) return { status: 'none' };
  const { dependency, question } = authorization;
  return question === undefined ? { status: 'elsewhere', dependency } : { status: 'question', dependency, ...question };
}

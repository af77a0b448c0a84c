import type { Connection } from '../../../contract/connection.js';

/** The sign-in under way: what it is for this page. */
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

/** A sign-in that was begun on this page, as it was begun. */
export interface BegunSignIn {
  /** Drawn here, a secret of its window: the backend has another name for it. */
  readonly id: string;
  readonly dependency: string;
  /** The Activation that follows. */
  readonly action: string | undefined;
  /** Where its window, or a link in the place of one, leads to. */
  readonly url: string;
  readonly blocked: boolean;
}

/** How it goes on with a sign-in of this page. */
export interface OwnSignIn {
  readonly begun: BegunSignIn;
  /** Of its window. */
  readonly status: 'open' | 'unsure' | 'blocked';
  /** Whether it may go on in the page's own window. */
  readonly returns: boolean;
}

export const noSignIn: SignIn = { status: 'none' };

/** Whether it is one of this page. */
export const isHere = ({ status }: SignIn): boolean => ['open', 'unsure', 'blocked'].includes(status);

/** That of this page where there is one, else what the server tells of. */
export function signInOf({ authorization }: Pick<Connection, 'authorization'>, own?: OwnSignIn): SignIn {
  if (own !== undefined) {
    const { begun, status, returns } = own;
    const { dependency, url } = begun;
    return status === 'blocked' ? { status, dependency, url, returns } : { status, dependency };
  }
  if (authorization === undefined) return noSignIn;
  const { dependency, question } = authorization;
  return question === undefined ? { status: 'elsewhere', dependency } : { status: 'question', dependency, ...question };
}

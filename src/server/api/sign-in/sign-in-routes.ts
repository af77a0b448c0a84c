import type { Route } from '../../http/route.js';
import { bind } from './bind.js';
import { callbackRoutes } from './callback.js';
import { confirmSignIn, continueSignIn } from './continue.js';
import { donePage } from './done-page.js';
import { left } from './left.js';
import { outcome } from './outcome.js';
import { startPage } from './start-page.js';
import { viewStart } from './view-start.js';

/** The sign-in window, from its first page to its last (authorizations/README.md). */
export const signInRoutes: readonly Route[] = [
  startPage,
  viewStart,
  bind,
  continueSignIn,
  confirmSignIn,
  left,
  ...callbackRoutes,
  donePage,
  outcome,
];

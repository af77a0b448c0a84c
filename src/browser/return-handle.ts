import { returnParameter } from '../contract/protocol.js';

const longest = 2000;

/** A sign-in that was bound at its return has come back to this page (authorizations/README.md §3). */
export const hasReturned = (): boolean => window.location.search.includes(returnParameter);

/** The page's address as a sign-in may come back to it: without fragment and without a handle. `undefined` where it is not http(s), or too long. */
export function withoutReturnHandle(address: string): string | undefined {
  const url = new URL(address);
  url.hash = '';
  url.searchParams.delete(returnParameter);
  return /^https?:$/.test(url.protocol) && url.href.length <= longest ? url.href : undefined;
}

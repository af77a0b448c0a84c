/** The parameter in which a sign-in that is bound at its return comes back to the page (handoff.md 3). */
const parameter = 'integration_authorization';
const longest = 2000;

/** The page's address as a sign-in may come back to it: without fragment and without a handle. `undefined` where it is not http(s), or too long. */
export function withoutReturnHandle(address: string): string | undefined {
  const url = new URL(address);
  url.hash = '';
  url.searchParams.delete(parameter);
  return /^https?:$/.test(url.protocol) && url.href.length <= longest ? url.href : undefined;
}

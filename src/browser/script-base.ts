/** The backend that a script or a chunk of it came from, with its path: what names a version is none of it. */
export function scriptBase(script: string): string {
  const { origin, pathname } = new URL(script);
  return origin + pathname.replace(/((v\d+|\d+\.\d+\.[^/]+)\/)?(chunks\/)?[^/]*$/, '');
}

/** One step of a JSON Pointer (RFC 6901, 3), as it stands in a URI fragment (6). */
export const pointerStep = (step: PropertyKey): string =>
  encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'));

/** JSON Pointer as a URI fragment. */
export const pointerTo = (path: readonly PropertyKey[]): string => ['#', ...path.map(pointerStep)].join('/');

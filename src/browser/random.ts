/** Random bytes as base64url without padding. `getRandomValues` is there on plain http pages, `randomUUID` is not. */
export function randomText(bytes: number): string {
  const drawn = globalThis.crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...drawn))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

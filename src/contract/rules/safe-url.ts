/** Whether a URL's host is this machine, whatever a name server says. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/**
 * The one gate for every `href`, `src` and `window.open`: `https:`, `http:` on loopback, and `data:image/` for images.
 * Answers the normalised URL, or `undefined` for anything else: other schemes, control characters, user names, relative URLs.
 */
export function safeUrl(value: string, purpose: 'link' | 'image'): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: URL parsers drop tabs and line breaks silently
  if (/[\u0000-\u001f\u007f]/.test(value)) return undefined;
  if (purpose === 'image' && /^data:image\/[a-z+.-]+[;,]/i.test(value)) return value;
  if (/[ \\]/.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url.href : undefined;
}

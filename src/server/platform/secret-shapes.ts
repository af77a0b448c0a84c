import { redacted } from './known-secrets.js';

/**
 * Values that are secrets wherever they stand: JWTs and JWEs, bearer and basic credentials, private keys, and the user and the password of
 * an address. None of them can begin inside another one, and all of them end: a text is gone through once.
 */
const secretShapes: readonly RegExp[] = [
  /(?<![\w-])eyJ[\w-]{5,}\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?/g,
  /\b(?:bearer|basic)\s{1,10}[\w.~+/=-]{6,}/gi,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,10000}/g,
  // A password that nobody has encoded may hold a slash. The first colon begins it: to try each would take the square of a text of colons.
  /(?<=\b[a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/":]{0,200}:[^\s"]{1,500}|[^\s/"]{1,500})@/gi,
];

/** By its name: in a connection string, in JSON, in a form. */
const named =
  /(?<=(?:password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|private_?key)["']?\s{0,3}[:=]\s{0,3})(?:"[^"]{1,500}"|'[^']{1,500}'|[^\s"'&,;}]{1,500})/gi;
/** With its query and its fragment, where a callback's code and state stand. Taken as a whole: what it ends with is then looked for once. */
const address = /\bhttps?:\/\/[^\s?#"]*([?#][^\s"]*)?/gi;

export const hideShapes = (text: string): string => secretShapes.reduce((clean, shape) => clean.replace(shape, redacted), text);

/** Also what may be a secret: words for people name addresses and passwords for other reasons, lines of a log lose nothing by it. */
export const hideDoubtful = (text: string): string =>
  text
    .replace(address, (whole, query: string | undefined) =>
      query === undefined ? whole : `${whole.slice(0, -query.length)}${redacted}`,
    )
    .replace(named, redacted);

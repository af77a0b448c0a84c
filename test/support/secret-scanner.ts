/** What must not turn up anywhere. Bytes are looked for in the ways in which bytes are written as text. */
export interface Secret {
  readonly kind: string;
  readonly value: string | Uint8Array;
}

/** A piece of what was recorded, and where: `area` for exceptions to go by, `name` for people. */
export interface Place {
  readonly area: string;
  readonly name: string;
  readonly text: string;
}

/** Where a kind of secret belongs, and why. */
export interface Exception {
  readonly kind: string;
  readonly why: string;
  readonly covers: (place: Place) => boolean;
}

export interface Leak {
  readonly kind: string;
  /** How it was written: `plain`, `base64` … */
  readonly form: string;
  readonly area: string;
  readonly name: string;
  /** The text around it, without the secret. */
  readonly excerpt: string;
}

export interface ScanResult {
  readonly leaks: readonly Leak[];
  /** Exceptions that covered something: one that never does is out of date, or the scan does not see what it should. */
  readonly used: ReadonlySet<Exception>;
}

interface Form {
  readonly form: string;
  readonly text: string;
}

/** Shorter ones are in ordinary text by chance. */
const shortest = 8;

/**
 * Looks for every secret in every place: plain, URL-encoded, JSON-escaped (also twice), HTML-escaped, in hexadecimal, and in base64
 * at each of the three positions that it can have within a longer text.
 *
 * @throws {Error} when a secret is too short to be told from ordinary text
 */
export function scanForSecrets(
  secrets: readonly Secret[],
  places: readonly Place[],
  exceptions: readonly Exception[] = [],
): ScanResult {
  const leaks: Leak[] = [];
  const used = new Set<Exception>();
  for (const { kind, value } of secrets) {
    if (value.length < shortest) throw new Error(`The ${kind} is too short to be looked for`);
    const forms = formsOf(value);
    for (const place of places) {
      const found = forms.find(({ text }) => place.text.includes(text));
      if (found === undefined) continue;
      const exception = exceptions.find((candidate) => candidate.kind === kind && candidate.covers(place));
      if (exception === undefined) leaks.push(leak(kind, found, place));
      else used.add(exception);
    }
  }
  return { leaks, used };
}

function leak(kind: string, { form, text }: Form, place: Place): Leak {
  const at = place.text.indexOf(text);
  const before = place.text.slice(Math.max(0, at - 60), at);
  const after = place.text.slice(at + text.length, at + text.length + 40);
  return { kind, form, area: place.area, name: place.name, excerpt: `${before}[${kind}]${after}` };
}

function formsOf(value: string | Uint8Array): readonly Form[] {
  const bytes = Buffer.from(value);
  const forms = typeof value === 'string' ? textForms(value) : [];
  forms.push(
    { form: 'hexadecimal', text: bytes.toString('hex') },
    { form: 'hexadecimal', text: bytes.toString('hex').toUpperCase() },
  );
  for (const offset of [0, 1, 2]) {
    const text = base64At(bytes, offset);
    forms.push({ form: 'base64', text }, { form: 'base64', text: text.replaceAll('+', '-').replaceAll('/', '_') });
    forms.push({ form: 'base64, URL-encoded', text: encodeURIComponent(text) });
  }
  return forms.filter(({ text }, index) => forms.findIndex((other) => other.text === text) === index);
}

function textForms(value: string): Form[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const encoded = encodeURIComponent(value);
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms: Form[] = [
    { form: 'plain', text: value },
    { form: 'JSON-escaped', text: escaped },
    { form: 'JSON-escaped', text: escaped.replaceAll('/', '\\/') },
    { form: 'JSON-escaped twice', text: JSON.stringify(escaped).slice(1, -1) },
    { form: 'URL-encoded', text: encoded },
    { form: 'URL-encoded', text: encoded.replaceAll('%20', '+') },
    { form: 'URL-encoded', text: encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()) },
    { form: 'URL-encoded', text: new URLSearchParams({ v: value }).toString().slice(2) },
    { form: 'HTML-escaped', text: html },
    { form: 'HTML-escaped', text: html.replaceAll('"', '&quot;').replaceAll("'", '&#39;') },
  ];
  // What is printed line by line, or wrapped in another way, still shows whole lines of a key.
  const lines = value.split('\n').filter((line) => line.length >= 32);
  if (lines.length > 1) forms.push(...lines.map((text) => ({ form: 'one of its lines', text })));
  return forms;
}

/** The characters of the base64 of a longer text, with `offset` bytes before, that depend on these bytes alone. */
function base64At(bytes: Uint8Array, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(first, last);
}

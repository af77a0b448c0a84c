import type { IntegrationErrorCode } from '../../../contract/error-code.js';
import type { DeveloperFault } from './developer-fault.js';

/** A mistake in the markup or the set-up: for the developer, in the element's place and in one `console.error`. English, as code is. */
export interface DeveloperMistake {
  readonly code: IntegrationErrorCode;
  /** What is wrong. Words in backticks are code. */
  readonly title: string;
  /** How to repair it. */
  readonly text: string;
  /** The markup as it should be; `inserted` is what is missing. */
  readonly snippet?: { readonly before: string; readonly inserted: string; readonly after: string } | undefined;
}

type Describe = (tag: string, hint: string | undefined) => Omit<DeveloperMistake, 'code'>;

const mistakes: Partial<Readonly<Record<IntegrationErrorCode, Describe>>> = {
  missing_tenant: (tag) => ({
    title: `\`<${tag}>\` needs a tenant`,
    text: 'Add the attribute. It must equal the tenant in the session token.',
    snippet: { before: `<${tag} `, inserted: 'tenant="acme"', after: '>' },
  }),
  wrong_tenant: (tag, hint) => ({
    title: `The tenant of \`<${tag}>\` is not the tenant of the session token`,
    text: hint ?? 'Give both the same value. The token decides what is shown; the attribute only says what the page expects.',
  }),
  missing_backend: (tag) => ({
    title: `\`<${tag}>\` does not know its backend`,
    text: 'Installed from npm, the elements cannot tell where the backend is. Say so.',
    snippet: { before: `<${tag} `, inserted: 'backend="https://integrations.example.com"', after: '>' },
  }),
  invalid_backend: (tag, hint) => ({
    title: `The backend of \`<${tag}>\` is not an address`,
    text: hint ?? 'It must be an https address (http on this machine), with or without a path.',
    snippet: { before: `<${tag} `, inserted: 'backend="https://integrations.example.com"', after: '>' },
  }),
  origin_not_allowed: (_tag, hint) => ({
    title: `The backend does not allow \`${location.origin}\``,
    text: hint ?? 'Add this origin to `allowedOrigins` of the backend.',
  }),
  insecure_context: (tag, hint) => ({
    title: `\`<${tag}>\` needs a secure page`,
    text: hint ?? 'Serve the page with https. On this machine, use `localhost`.',
  }),
};

/** The words for a fault. @param tag the element that it stands in */
export function describe(fault: DeveloperFault, tag: string): DeveloperMistake {
  const { named } = fault;
  if (named !== undefined) return (fault.code === 'not_found' ? connectionMistake : widgetMistake)(named.key, named.known);
  const words = Object.hasOwn(mistakes, fault.code) ? mistakes[fault.code] : undefined;
  return { code: fault.code, ...(words?.(tag, fault.hint) ?? { title: fault.code, text: fault.hint ?? '' }) };
}

/** @param key what the markup says; `undefined` where it says nothing */
function widgetMistake(key: string | undefined, known: readonly string[]): DeveloperMistake {
  if (key === undefined || key === '') {
    return {
      code: 'widget_not_found',
      title: '`<integration-widget>` needs a widget',
      text: 'Name it by its key, the one that `defineWidget` gives it.',
      snippet: { before: '<integration-widget ', inserted: `widget="${known[0] ?? 'slack'}"`, after: '>' },
    };
  }
  const close = closest(key, known);
  const where = 'A widget is seen once it is deployed: `integration-hub deploy <widget> --env LIVE`.';
  return {
    code: 'widget_not_found',
    title: `There is no widget \`${key}\``,
    text: close === undefined ? where : `Did you mean \`${close}\`? ${where}`,
  };
}

function connectionMistake(key: string | undefined, known: readonly string[]): DeveloperMistake {
  const meant = closest(key ?? '', known);
  const what = known.length === 0 ? 'This tenant has none.' : `This tenant has ${known.map((each) => `\`${each}\``).join(', ')}.`;
  return {
    code: 'not_found',
    title: `The widget has no connection \`${key}\``,
    text: `${meant === undefined ? '' : `Did you mean \`${meant}\`? `}${what} Without the attribute, all of them are drawn.`,
  };
}

/** The known word that one could have meant: at most a third of its letters differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, candidate] of [...other].entries()) {
      const substituted = (row[j] ?? 0) + (letter === candidate ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

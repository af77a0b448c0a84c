import type { AuthMethod } from '../../../contract/connector.js';
import type { Field, FormValues } from '../../../contract/form.js';

const oneLine: ReadonlySet<Field['type']> = new Set(['text', 'password', 'url', 'email']);

/** Beside what `trim` knows: what is pasted with a text and takes no room. */
const around = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g;
/** The same without the blank, which may be the end of a password that somebody chose. */
const aroundPassword = /^[\t\r\n\u200b-\u200d\u2060\ufeff]+|[\t\r\n\u200b-\u200d\u2060\ufeff]+$/g;

/** What was typed or pasted, without the blanks and line ends that came along: keys and names have none. */
export function withoutStrayBlanks(fields: readonly Field[], method: AuthMethod, sent: FormValues): FormValues {
  const isChosen = method === 'basic_auth' || method === 'custom_input';
  const pattern = (type: Field['type']): RegExp => (type === 'password' && isChosen ? aroundPassword : around);
  const types = new Map(fields.map(({ key, type }) => [key, type]));
  return Object.fromEntries(
    Object.entries(sent).map(([key, value]) => {
      const type = types.get(key);
      const isStripped = type !== undefined && oneLine.has(type) && typeof value === 'string';
      return [key, isStripped ? value.replace(pattern(type), '') : value];
    }),
  );
}

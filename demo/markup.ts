import { raw, html as tagged } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString;

/** Values are escaped; `undefined`, `null` and `false` are nothing. Nothing here is a promise, so that the page is none. */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Markup => tagged(strings, ...values) as Markup;

export { raw };

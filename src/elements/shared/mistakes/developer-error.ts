import { html, nothing, type TemplateResult } from 'lit';
import { glyph } from '../marks/glyph.js';
import { developerErrorStyles } from './developer-error.styles.js';
import type { DeveloperMistake } from './developer-mistake.js';

export { describe } from './developer-mistake.js';

const withCode = (text: string): (TemplateResult | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<span class="code">${part}</span>` : part));

/** The mistake in the element's place. Left to right in every language: it is about code. */
export function developerError(mistake: DeveloperMistake): TemplateResult {
  const { snippet } = mistake;
  return html`<div part="developer-error" role="alert" dir="ltr" lang="en">
    <h3>${glyph('octagon')}<span>${withCode(mistake.title)}</span></h3>
    <p>${withCode(mistake.text)}</p>
    ${snippet === undefined ? nothing : html`<pre class="code">${snippet.before}<ins>${snippet.inserted}</ins>${snippet.after}</pre>`}
    <p class="hint"><span class="code">${mistake.code}</span></p>
  </div>`;
}

/** The same words for the console. */
export function plainText({ title, text, snippet, code }: DeveloperMistake): string {
  const markup = snippet === undefined ? '' : `\n${snippet.before}${snippet.inserted}${snippet.after}`;
  return `${title.replaceAll('`', '')}. ${text.replaceAll('`', '')}${markup} (${code})`;
}

export const styles = [developerErrorStyles];

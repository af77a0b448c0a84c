import { html, type TemplateResult } from 'lit';

/** A translated sentence with a value in it that keeps its own direction. */
export function withValue(sentence: string, value: string): TemplateResult {
  const [before = '', after = ''] = sentence.split(/\{\w+\}/u);
  return html`${before}<bdi>${value}</bdi>${after}`;
}

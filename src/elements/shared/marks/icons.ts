import { html, svg, type TemplateResult } from 'lit';

/** Those of the first cards; the others are in `all-icons.ts`. */
const paths = {
  more: svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.25"/>`,
  history: svg`<path d="M2.6 6.5A5.6 5.6 0 1 1 2.5 9M2.5 3.5v3h3M8 5v3.25l2.25 1.5"/>`,
  inbound: svg`<path d="M13.5 8h-9M8 4 4 8l4 4M2.5 3v10"/>`,
  outbound: svg`<path d="M2.5 8h9M8 4l4 4-4 4M13.5 3v10"/>`,
  bi_directional: svg`<path d="M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13"/>`,
  chevron_down: svg`<path d="m4 6 4 4 4-4"/>`,
  refresh: svg`<path d="M13.4 6.5A5.6 5.6 0 0 0 3 5.5M2.6 9.5A5.6 5.6 0 0 0 13 10.5M3 2.5v3h3M13 13.5v-3h-3"/>`,
  info: svg`<circle cx="8" cy="8" r="6.25"/><path d="M8 7.5v3.5M8 5h.01"/>`,
  search: svg`<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.25 3.25"/>`,
} as const;

export type FirstIconName = keyof typeof paths;

/** A decorative icon in the text's colour. The button around it carries the words. @param path as it points in left-to-right scripts */
export const drawIcon = (path: unknown, classes: string): TemplateResult =>
  html`<svg class="icon ${classes}" viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`;

export function icon(name: FirstIconName, size: '' | 'small' = ''): TemplateResult {
  const isDirectional = name === 'inbound' || name === 'outbound';
  return drawIcon(paths[name], `${size && 'icon--small'} ${isDirectional ? 'icon--directional' : ''}`);
}

import { html, svg, type TemplateResult } from 'lit';

const paths = {
  more: svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.25"/>`,
  history: svg`<path d="M2.6 6.5A5.6 5.6 0 1 1 2.5 9M2.5 3.5v3h3M8 5v3.25l2.25 1.5"/>`,
  inbound: svg`<path d="M13.5 8h-9M8 4 4 8l4 4M2.5 3v10"/>`,
  outbound: svg`<path d="M2.5 8h9M8 4l4 4-4 4M13.5 3v10"/>`,
  bi_directional: svg`<path d="M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  chevron_down: svg`<path d="m4 6 4 4 4-4"/>`,
  chevron_start: svg`<path d="m10 4-4 4 4 4"/>`,
  external: svg`<path d="M6.5 3.5h-3v9h9v-3M9.5 2.5h4v4M13.25 2.75 7.5 8.5"/>`,
  disconnect: svg`<path d="M6.5 9.5 4 12a2.1 2.1 0 0 1-3-3l2.5-2.5M9.5 6.5 12 4a2.1 2.1 0 0 1 3 3l-2.5 2.5M6 2.5V4M2.5 6H4M10 13.5V12M13.5 10H12"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  check: svg`<path d="m3.5 8.5 3 3 6-7"/>`,
  remove: svg`<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.75 7v4M9.25 7v4"/>`,
  settings: svg`<path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6"/><circle cx="10.25" cy="5" r="1.75"/><circle cx="5.75" cy="11" r="1.75"/>`,
  refresh: svg`<path d="M13.4 6.5A5.6 5.6 0 0 0 3 5.5M2.6 9.5A5.6 5.6 0 0 0 13 10.5M3 2.5v3h3M13 13.5v-3h-3"/>`,
  info: svg`<circle cx="8" cy="8" r="6.25"/><path d="M8 7.5v3.5M8 5h.01"/>`,
  rename: svg`<path d="M2.5 13.5 3 10.5l7.5-7.5 2.5 2.5-7.5 7.5zM9 4.5 11.5 7"/>`,
  search: svg`<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.25 3.25"/>`,
  arrow_up: svg`<path d="M8 13V3.5M4 7l4-4 4 4"/>`,
  arrow_down: svg`<path d="M8 3v9.5M4 9l4 4 4-4"/>`,
} as const;

export type IconName = keyof typeof paths;

/** What is mirrored for right-to-left scripts. */
const directional: ReadonlySet<IconName> = new Set(['inbound', 'outbound', 'chevron_start']);

/** A decorative icon in the text's colour. The button around it carries the words. */
export function icon(name: IconName, size: 'normal' | 'small' = 'normal'): TemplateResult {
  const classes = `icon${size === 'small' ? ' icon--small' : ''}${directional.has(name) ? ' icon--directional' : ''}`;
  return html`<svg class=${classes} viewBox="0 0 16 16" aria-hidden="true">${paths[name]}</svg>`;
}

import { svg, type TemplateResult } from 'lit';
import { drawIcon, type FirstIconName, icon as firstIcon } from './icons.js';

/** Those of menus, dialogs and forms. */
const paths = {
  external: svg`<path d="M6.5 3.5h-3v9h9v-3M9.5 2.5h4v4M13.25 2.75 7.5 8.5"/>`,
  check: svg`<path d="m3.5 8.5 3 3 6-7"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  chevron_start: svg`<path d="m10 4-4 4 4 4"/>`,
  disconnect: svg`<path d="M6.5 9.5 4 12a2.1 2.1 0 0 1-3-3l2.5-2.5M9.5 6.5 12 4a2.1 2.1 0 0 1 3 3l-2.5 2.5M6 2.5V4M2.5 6H4M10 13.5V12M13.5 10H12"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  remove: svg`<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.75 7v4M9.25 7v4"/>`,
  settings: svg`<path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6"/><circle cx="10.25" cy="5" r="1.75"/><circle cx="5.75" cy="11" r="1.75"/>`,
  rename: svg`<path d="M2.5 13.5 3 10.5l7.5-7.5 2.5 2.5-7.5 7.5zM9 4.5 11.5 7"/>`,
  arrow_up: svg`<path d="M8 13V3.5M4 7l4-4 4 4"/>`,
  arrow_down: svg`<path d="M8 3v9.5M4 9l4 4 4-4"/>`,
} as const;

export type IconName = FirstIconName | keyof typeof paths;

const isLater = (name: IconName): name is keyof typeof paths => Object.hasOwn(paths, name);

/** A decorative icon in the text's colour. The button around it carries the words. */
export function icon(name: IconName, size: '' | 'small' = ''): TemplateResult {
  if (!isLater(name)) return firstIcon(name, size);
  return drawIcon(paths[name], `${size && 'icon--small'} ${name === 'chevron_start' ? 'icon--directional' : ''}`);
}

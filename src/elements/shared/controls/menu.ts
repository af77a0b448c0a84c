import { html, nothing, type TemplateResult } from 'lit';
import { raisedStyles } from '../look/raised.styles.js';
import { type IconName, icon } from '../marks/all-icons.js';
import { menuStyles } from './menu.styles.js';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** For a choice of one: whether it is the chosen one. */
  readonly checked?: boolean | undefined;
  press(): void;
}

export const styles = [raisedStyles, menuStyles];

export interface MenuOptions {
  readonly id: string;
  readonly label: string;
  /** What erases comes last, whatever its place here. */
  readonly items: readonly MenuItem[];
}

const gap = 4;
const edge = 8;
const rowHeight = 44;

const buttonOf = (menu: HTMLElement): HTMLElement | null =>
  (menu.getRootNode() as ShadowRoot).querySelector<HTMLElement>(`[popovertarget="${menu.id}"]`);

/** Browsers lose the focus of a menu in a shadow root: it goes back to the button by hand. */
function leave(menu: HTMLElement): void {
  menu.hidePopover();
  buttonOf(menu)?.focus();
}

/** Beside its button, towards the inside, above it where there is no room below. The menu is not laid out yet: its height is estimated. */
function place(menu: HTMLElement, items: number): void {
  const button = buttonOf(menu);
  if (button === null) return;
  const box = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const height = items * rowHeight + 24;
  const above = box.bottom + gap + height > clientHeight && box.top > clientHeight - box.bottom;
  const rightAligned = box.left + box.width / 2 > clientWidth / 2;
  menu.style.inset = 'auto';
  menu.style.maxHeight = `${(above ? box.top : clientHeight - box.bottom) - gap - edge}px`;
  if (above) menu.style.bottom = `${clientHeight - box.top + gap}px`;
  else menu.style.top = `${box.bottom + gap}px`;
  if (rightAligned) menu.style.right = `${Math.max(edge, clientWidth - box.right)}px`;
  else menu.style.left = `${Math.max(edge, box.left)}px`;
}

function onKey(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const items = [...menu.querySelectorAll<HTMLElement>('.menu-item')];
  const current = items.indexOf((menu.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  const next =
    event.key === 'ArrowDown'
      ? (current + 1) % items.length
      : event.key === 'ArrowUp'
        ? (current - 1 + items.length) % items.length
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : event.key.length === 1 && event.key !== ' '
              ? items.findIndex((item) => item.textContent.trim().toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase()))
              : undefined;
  // A letter chooses here; the page may take it for a shortcut.
  event.stopPropagation();
  if (event.key === 'Tab' || event.key === 'Escape') leave(menu);
  if (event.key === 'Escape') event.preventDefault();
  if (next === undefined || next < 0) return;
  event.preventDefault();
  items[next]?.focus();
}

const dangerLast = (one: MenuItem, other: MenuItem): number => Number(one.danger === true) - Number(other.danger === true);

/**
 * A menu in the top layer. Its button, in the same shadow root, has `popovertarget` with the menu's id and `aria-haspopup="menu"`:
 * the browser then opens and closes it, on Escape too, and gives the focus back.
 */
export function menu({ id, label, items }: MenuOptions): TemplateResult {
  const onToggle = (event: ToggleEvent) => {
    if (event.newState === 'open') place(event.currentTarget as HTMLElement, items.length);
  };
  const onClick = (event: Event, item: MenuItem) => {
    if (item.disabled === true) return;
    const menu = (event.currentTarget as HTMLElement).closest<HTMLElement>('[popover]');
    if (menu !== null) leave(menu);
    item.press();
  };
  const role = items.some(({ checked }) => checked !== undefined) ? 'menuitemradio' : 'menuitem';
  return html`<div part="menu" id=${id} role="menu" popover aria-label=${label} @beforetoggle=${onToggle} @keydown=${onKey}>
    ${[...items].sort(dangerLast).map(
      (item, index) => html`${
        item.danger === true && index > 0 ? html`<div class="menu-separator" role="separator"></div>` : nothing
      }<button
          type="button"
          class="menu-item ${item.danger === true ? 'menu-item--danger' : ''}"
          role=${role}
          tabindex="-1"
          ?autofocus=${index === 0}
          aria-checked=${item.checked ?? nothing}
          aria-disabled=${item.disabled === true ? 'true' : nothing}
          @click=${(event: Event) => onClick(event, item)}
        >
          ${item.icon === undefined ? nothing : icon(item.icon)}<bdi>${item.label}</bdi>
        </button>`,
    )}
  </div>`;
}

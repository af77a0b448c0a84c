import { expect, type Page } from '@playwright/test';
import { inspect } from './inspection.js';

/** 400 % of 1280 × 1024 (WCAG 1.4.10), a telephone, and 200 % of 1280 × 800. */
const windows = [
  { width: 320, height: 256 },
  { width: 390, height: 844 },
  { width: 640, height: 400 },
] as const;

/** The controls of the topmost dialog, or of the page where there is none, that nobody can get to: by their words, with what is in the way. */
const unreachable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const within = function* (root: Element | ShadowRoot): Generator<Element> {
      for (const element of root.children) {
        yield element;
        yield* within(element);
        if (element.shadowRoot !== null) yield* within(element.shadowRoot);
      }
    };
    const at = (x: number, y: number): Element | null => {
      let found = document.elementFromPoint(x, y);
      for (let inner = found; inner?.shadowRoot; found = inner ?? found) {
        const next = inner.shadowRoot.elementFromPoint(x, y);
        if (next === null || next === inner) break;
        inner = next;
        found = next;
      }
      return found;
    };
    const contains = (element: Element, found: Element | null): boolean => {
      for (let node: Node | null = found; node !== null; node = node instanceof ShadowRoot ? node.host : node.parentNode)
        if (node === element) return true;
      return false;
    };
    const all = [...within(document.documentElement)];
    const dialog = all.filter((element) => element instanceof HTMLDialogElement && element.open).at(-1);
    // What floats lies over the rest, until it is closed.
    const floating = all.filter((element) => element.matches(':popover-open')).at(-1);
    const open = [...within(floating ?? dialog ?? document.documentElement)];
    const problems: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth)
      problems.push(`The page is ${document.documentElement.scrollWidth} px wide`);
    if (dialog !== undefined && dialog.scrollWidth > dialog.clientWidth + 1) problems.push('The dialog scrolls sideways');
    const controls = 'button, a[href], input, select, textarea, [role="option"], [tabindex="0"]';
    for (const control of open) {
      if (!(control instanceof HTMLElement) || !control.matches(controls)) continue;
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || control.closest('[inert]') !== null)
        continue;
      control.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      const { left, top, right, bottom, width, height } = control.getBoundingClientRect();
      const name = `${control.localName} “${(control.getAttribute('aria-label') ?? (control.textContent || control.id)).trim().slice(0, 40)}”`;
      if (width < 2 || height < 2) continue;
      if (left < 0 || right > innerWidth || (height <= innerHeight && (top < 0 || bottom > innerHeight))) {
        problems.push(`${name} lies outside: ${[left, top, right, bottom].map(Math.round).join(' ')}`);
        continue;
      }
      const found = at(left + width / 2, top + Math.min(height / 2, innerHeight / 2));
      if (!contains(control, found) && !(found instanceof HTMLLabelElement && found.control === control))
        problems.push(
          `${name} lies below ${found?.localName ?? 'nothing'} ${found?.getAttribute('part') ?? found?.className ?? ''}`,
        );
    }
    (dialog ?? document.documentElement).scrollTop = 0;
    return problems;
  });

/** Looks at a page in its present state in small windows: everything can be got to, nothing scrolls sideways, and it is accessible. */
export async function inspectSmall(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const size of windows) {
    await page.setViewportSize(size);
    const where = `${name}, ${size.width} × ${size.height}`;
    await expect.poll(() => unreachable(page), { message: where }).toEqual([]);
    await inspect(page, where, ['light']);
  }
  if (before !== null) await page.setViewportSize(before);
}

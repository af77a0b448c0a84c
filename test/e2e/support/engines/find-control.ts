import type { Control } from './engine.js';

/** In the page: the first visible control of that description, in the document or any open shadow root. */
export function findControl(control: Control): Element | null {
  const tags = { alertdialog: 'dialog', article: 'article', button: 'button', heading: 'h1,h2,h3', link: 'a' };
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot === null ? [element] : [element, ...all(element.shadowRoot)],
    );
  const tidy = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
  const nameOf = (element: Element): string => {
    const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const root = element.getRootNode() as Document | ShadowRoot;
    const labels = ids.map((id) => tidy(root.getElementById(id)?.textContent));
    return element.ariaLabel ?? (labels.length > 0 ? labels.join(' ') : tidy(element.textContent));
  };
  const find = ({ within, ...wanted }: Control): Element | null => {
    const root = within === undefined ? document : find(within);
    if (root === null) return null;
    const candidates = all(root).filter((element) => element.checkVisibility());
    if ('label' in wanted) {
      const label = candidates.find((element) => element.localName === 'label' && tidy(element.textContent) === wanted.label);
      return (label as HTMLLabelElement | undefined)?.control ?? null;
    }
    const isOfRole = (element: Element): boolean =>
      element.role === null ? element.matches(tags[wanted.role]) : element.role === wanted.role;
    return candidates.find((element) => isOfRole(element) && nameOf(element) === wanted.name) ?? null;
  };
  return find(control);
}

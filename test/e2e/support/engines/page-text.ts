/** In the page: everything that it says, in open shadow roots too. */
export function pageText(): string {
  const said = (root: ParentNode & Node): string[] =>
    [...root.childNodes].flatMap((node) => {
      if (node instanceof Text) return [node.data];
      if (!(node instanceof Element) || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.tagName)) return [];
      return [...(node.shadowRoot === null ? [] : said(node.shadowRoot)), ...said(node)];
    });
  return said(document.documentElement).join(' ').replaceAll(/\s+/g, ' ');
}

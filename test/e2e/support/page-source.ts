import type { Page } from '@playwright/test';

/** The page as it stands: markup with shadow roots, what is typed into fields, and everything that it keeps. */
export const pageSource = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const lines: string[] = [location.href, document.cookie];
    for (const storage of [localStorage, sessionStorage]) {
      for (const [key, value] of Object.entries(storage)) lines.push(`${key}=${value}`);
    }
    const walk = (node: Node): void => {
      if (node instanceof Element) {
        const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${value}"`).join('');
        lines.push(`<${node.localName}${attributes}>`);
        if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) lines.push(`.value=${node.value}`);
        if (node.shadowRoot !== null) walk(node.shadowRoot);
      } else if (node.nodeValue !== null && node.nodeValue.trim() !== '') lines.push(node.nodeValue);
      for (const child of node.childNodes) walk(child);
    };
    walk(document);
    return lines.join('\n');
  });

import type { EmbedPageData } from '../contract/embed.js';
import { readPageData } from './page-data.js';
import { tokenFromParent } from './token-from-parent.js';

const { origins } = readPageData<EmbedPageData>();

/** Set before the element is upgraded: the script of the hub comes after this one. */
for (const element of document.querySelectorAll('integration-hub, integration-widget'))
  Object.assign(element, {
    getToken: ({ signal }: { readonly signal: AbortSignal }) => tokenFromParent(origins, signal),
  });

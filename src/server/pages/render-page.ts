import type { EmbedQuery } from '../../contract/embed.js';
import type { DonePageData, Logo, Screen, StartPageData } from '../../contract/sign-in-page.js';
import type { ResolvedOptions } from '../options/options.js';
import { basePath } from '../platform/own-url.js';
import { html, jsonBlock, type Markup } from './markup.js';
import { type PageFile, pageFile } from './page-files.js';
import type { PageWords } from './page-words.js';

type Page = { readonly script: 'start'; readonly data: StartPageData } | { readonly script: 'done'; readonly data: DonePageData };

export interface PageParts {
  readonly words: PageWords;
  readonly screen: Screen;
  /** Default 200. */
  readonly status?: number;
}

/** Every answer of our own pages: kept by nobody, and telling nobody where it was (authorizations/README.md §11). */
export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'unsafe-none',
};

const logo = ({ monogram, url, darkUrl }: Logo, name: string): Markup =>
  html`<span class="logo" data-logo="${name}">${
    url === undefined
      ? html`<span class="monogram" aria-hidden="true">${monogram}</span>`
      : html`<picture>${darkUrl === undefined ? undefined : html`<source media="(prefers-color-scheme: dark)" srcset="${darkUrl}">`}<img src="${url}" alt="" width="52" height="52"></picture>`
  }</span>`;

const hidden = (isShown: boolean): Markup => (isShown ? html`` : html` hidden`);

/** The same places for every screen: the page's script fills them with the next one. */
const body = ({
  state,
  title,
  text,
  application,
  service,
  said,
  code,
  close,
  back,
  ask,
}: Screen): Markup => html`<main class="popup" data-state="${state}"${ask === undefined ? undefined : html` data-asks`}>
<div class="bridge">${logo(application, 'application')}<span class="wire"></span><svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7"/><path d="m5 8.25 2.1 2.1 4-4.6"/></svg><span class="wire wire--end"></span>${logo(service, 'service')}</div>
<h1 data-text="title">${title}</h1>
<p data-text="text" role="status">${text}</p>
<dl class="ask"${hidden(ask !== undefined)}>${ask?.facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>
<button class="button button--primary" type="button" data-text="continue"${hidden(ask !== undefined)}>${ask?.continue}</button>
<p class="hint doubt"${hidden(ask !== undefined)}><span data-text="doubt">${ask?.doubt}</span> <button class="link" type="button" data-text="cancel">${ask?.cancel}</button></p>
<button class="button" type="button" data-text="close"${hidden(close !== undefined)}>${close}</button>
<a class="button" data-text="back"${back === undefined ? undefined : html` href="${back.url}"`}${hidden(back !== undefined)}>${back?.label}</a>
<div class="said"${hidden(said !== undefined || code !== undefined)}>
<p class="hint" data-text="by">${said?.by}</p><p class="code" data-text="words">${said?.words}</p><p class="hint code" data-text="code">${code}</p>
</div>
</main>`;

interface Document {
  readonly words: PageWords;
  readonly title: string;
  /** CSS `color-scheme`. */
  readonly scheme: string;
  readonly styles: PageFile;
  readonly body: Markup;
  /** Sources of the policy's directives. */
  readonly scripts: string;
  readonly images: string;
  readonly frameAncestors: string;
  readonly directives?: readonly string[];
  readonly status?: number;
}

/** All HTML that the server sends is made here. */
function htmlPage({ words: { pages }, title, scheme, styles, body: content, status = 200, ...policy }: Document): Response {
  const document = html`<!doctype html>
<html lang="${pages.locale}" dir="${pages.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${scheme}">
<title>${title}</title>
<style>${styles.text}</style>
</head>
<body>
${content}
</body>
</html>
`;
  const directives = [
    "default-src 'none'",
    `script-src ${policy.scripts}`,
    `style-src ${styles.source}`,
    "connect-src 'self'",
    `img-src ${policy.images}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${policy.frameAncestors}`,
    ...(policy.directives ?? []),
  ];
  return new Response(document.text, {
    status,
    headers: { ...pageHeaders, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': directives.join('; ') },
  });
}

/** One page of the sign-in window. */
export function renderPage({ words, screen, status = 200 }: PageParts, page: Page): Response {
  const script = pageFile(`${page.script}.js`);
  const { scriptsOff } = words.pages;
  return htmlPage({
    words,
    status,
    title: screen.title,
    scheme: 'light dark',
    styles: pageFile('pages.css'),
    scripts: script.source,
    images: "'self'",
    frameAncestors: "'none'",
    body: html`${body(screen)}
<noscript><p class="scripts-off"><strong>${scriptsOff.title}.</strong> ${scriptsOff.text}</p></noscript>
${jsonBlock(page.data)}
<script type="module">${script.text}</script>`,
  });
}

/** The hub in a page of its own, to be framed by pages of the listed origins and no others. */
export function renderEmbedPage(
  options: Pick<ResolvedOptions, 'publicUrl' | 'embedOrigins'>,
  { tenant, widget, env, theme, locale }: EmbedQuery,
  words: PageWords,
): Response {
  const script = pageFile('embed.js');
  const attributes = Object.entries({ tenant, env, theme, locale, widget }).flatMap(([name, value]) =>
    value === undefined ? [] : [html` ${name}="${value}"`],
  );
  const element =
    widget === undefined
      ? html`<integration-hub${attributes}></integration-hub>`
      : html`<integration-widget${attributes}></integration-widget>`;
  return htmlPage({
    words,
    title: words.pages.embedTitle,
    scheme: theme ?? 'light dark',
    styles: pageFile('embed.css'),
    scripts: `'self' ${script.source}`,
    images: "'self' https: data:",
    frameAncestors: options.embedOrigins.join(' '),
    directives: ["require-trusted-types-for 'script'", "trusted-types lit-html 'allow-duplicates'"],
    body: html`${element}
${jsonBlock({ origins: options.embedOrigins })}
<script type="module">${script.text}</script>
<script type="module" src="${basePath(options)}/integration-hub.js"></script>`,
  });
}

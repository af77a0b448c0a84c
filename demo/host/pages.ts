import { html, type Markup, raw } from '../markup.js';
import { type IconName, icons } from './icons.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly person: string;
}

export const tenants: readonly Tenant[] = [
  { id: 'acme', name: 'Acme GmbH', person: 'Maya Lind' },
  { id: 'globex', name: 'Globex Oy', person: 'Jonas Okoye' },
];

interface Page {
  readonly path: string;
  readonly icon: IconName;
  readonly label: string;
  readonly title: string;
  readonly lead: string;
  readonly body: (tenant: Tenant, backend: string) => Markup;
  /** The widgets that its session may see. Default: `usualWidgets`. */
  readonly widgets?: readonly string[];
  /** Loads a second copy of Lit before the hub's script. */
  readonly secondLit?: boolean;
}

/** What most pages show. */
export const usualWidgets: readonly string[] = ['drive-to-gcs', 'postgresql', 'usage-report'];

const methodWidgets = {
  'help-desk': 'Any of five ways',
  'help-desk-key': 'An API key, nothing else',
  'help-desk-workspace': 'A workspace first, the rest by choice',
  'ticket-files': 'Two services, one after the other',
  'ticket-archive': 'Two services for one action',
} as const;

/** Where a page's session token comes from, where it is not the usual one. */
export const tokenPath = (page: string): string => `${page}/token`;

/** What a host developer pastes. */
const tag = (backend: string): Markup => html`<script type="module" src="${backend}/integration-hub.js"></script>`;

export const pages: readonly Page[] = [
  {
    path: '/integrations',
    icon: 'integrations',
    label: 'Integrations',
    title: 'Integrations',
    lead: 'Connect Cadence to the tools you already use.',
    body: (tenant) => html`<integration-hub tenant="${tenant.id}"></integration-hub>`,
  },
  {
    path: '/one-card',
    icon: 'card',
    label: 'One card',
    title: 'Import your files',
    lead: 'A single widget in the page’s own words, without a hub around it.',
    body: (tenant, backend) =>
      html`<div class="host-columns"><p>Cadence reads contracts and receipts from the folders you choose. Nothing leaves your Drive until you press Sync.</p>
        <integration-widget tenant="${tenant.id}" backend="${backend}" widget="drive-to-gcs"></integration-widget></div>`,
  },
  {
    path: '/own-layout',
    icon: 'layers',
    label: 'Own layout',
    title: 'Set up your workspace',
    lead: 'The page lays out the cards itself; a second copy of Lit runs beside ours.',
    secondLit: true,
    body: (tenant) => html`<second-lit></second-lit>
      <integration-hub tenant="${tenant.id}"><ol class="host-steps">
        <li><h2>1. Bring your files</h2><integration-widget widget="drive-to-gcs"></integration-widget></li>
        <li><h2>2. Send your invoices</h2><integration-widget widget="postgresql"></integration-widget></li>
      </ol></integration-hub>`,
  },
  {
    path: '/accounts',
    icon: 'customers',
    label: 'Several accounts',
    title: 'Team drives',
    lead: 'Connect a drive for each team, and call it what you like.',
    widgets: ['team-drives'],
    body: (tenant) => html`<integration-hub tenant="${tenant.id}" token-url="${tokenPath('/accounts')}"></integration-hub>`,
  },
  {
    path: '/sign-in-methods',
    icon: 'key',
    label: 'Sign-in methods',
    title: 'Sign-in methods',
    lead: 'One help desk, signed in to through a window, with a key, a token, a password or the details of a workspace.',
    widgets: Object.keys(methodWidgets),
    body: (
      tenant,
    ) => html`<integration-hub tenant="${tenant.id}" token-url="${tokenPath('/sign-in-methods')}"><ol class="host-steps">
        ${Object.entries(methodWidgets).map(([widget, title]) => html`<li><h2>${title}</h2><integration-widget widget="${widget}"></integration-widget></li>`)}
      </ol></integration-hub>`,
  },
  {
    path: '/theming',
    icon: 'theme',
    label: 'Theming',
    title: 'Theming',
    lead: 'Three variables make it yours; everything else follows.',
    body: (tenant) => html`<div class="host-theme"><integration-hub tenant="${tenant.id}"></integration-hub></div>`,
  },
  {
    path: '/two-tenants',
    icon: 'split',
    label: 'Two tenants',
    title: 'Two tenants',
    lead: 'An agency sees the workspaces of two customers. They do not mix.',
    body: () =>
      html`${tenants.map(
        (tenant) => html`<section class="host-tenant"><h2>${tenant.name}</h2>
        <integration-hub tenant="${tenant.id}" token-url="/agency/${tenant.id}/token"></integration-hub></section>`,
      )}`,
  },
];

const icon = (name: IconName): Markup => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${raw(icons[name])}</svg>`;

const mark = raw(
  '<svg class="host-mark" viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" fill="#3a2e6b"/><path d="M10 26V18M16 26V12M22 26v-9M28 26V14" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>',
);

const switcher = (tenant: Tenant, path: string): Markup => html`<form class="host-switch" method="post" action="/tenant">
  <input type="hidden" name="back" value="${path}">
  <label for="tenant">Workspace</label>
  <select id="tenant" name="tenant">${tenants.map(({ id, name }) =>
    id === tenant.id ? html`<option value="${id}" selected>${name}</option>` : html`<option value="${id}">${name}</option>`,
  )}</select>
  <button>Switch</button>
</form>`;

/** A server-rendered page of the host application. */
export function renderPage(page: Page, tenant: Tenant, backend: string): string {
  const links = pages.map(
    ({ path, label, icon: name }) =>
      html`<li>${path === page.path ? html`<a href="${path}" aria-current="page">${icon(name)}${label}</a>` : html`<a href="${path}">${icon(name)}${label}</a>`}</li>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${page.title} · Cadence</title>
  <link rel="stylesheet" href="/host.css">
  ${page.secondLit === true ? html`<script type="module" src="/second-lit.js"></script>` : html``}
  ${tag(backend)}
</head>
<body>
  <div class="host">
    <nav class="host-nav" aria-label="Cadence">
      <span class="host-brand">${mark}Cadence</span>
      <ul>${links}</ul>
      <div class="host-foot">${switcher(tenant, page.path)}<p class="host-person">Signed in as ${tenant.person}</p></div>
    </nav>
    <main class="host-main">
      <header><h1>${page.title}</h1><p class="host-lead">${page.lead}</p></header>
      ${page.body(tenant, backend)}
    </main>
  </div>
</body>
</html>
`.toString();
}

import { createHash } from 'node:crypto';
import { html, type Markup, raw } from '../../markup.js';
import type { Account } from './accounts.js';
import { styles } from './pages.styles.js';
import { resourceScopes } from './scopes.js';

export interface Page {
  headers: Record<string, string>;
  body: string;
}

interface InteractionPage {
  uid: string;
  /** Name of the application that asked. */
  application: string;
  /** Whose pages these are. */
  service: string;
  restrictForms: boolean;
}

const drive = 'Drive';
const styleHash = createHash('sha256').update(styles).digest('base64');
const refreshTarget = (url: URL) => `0; url=${url.href}`;

const mark = html`<svg viewBox="0 0 40 40" aria-hidden="true"><defs><linearGradient id="mark" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#14a08f"/><stop offset="1" stop-color="#0a4d63"/></linearGradient></defs><rect width="40" height="40" rx="11" fill="url(#mark)"/><path d="M20 8.5 31.5 15 20 21.5 8.5 15Z" fill="#fff"/><path d="m9 20.2 11 6.2 11-6.2M9 25.4l11 6.2 11-6.2" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" opacity=".85"/></svg>`;
const tick = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="m4.5 10.5 3.6 3.6 7.4-8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
const warning = html`<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M10 5.8v5M10 13.9v.1" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`;
const link = html`<svg class="link" viewBox="0 0 20 20" aria-hidden="true"><path d="M3 10h13m-4-4 4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const monogram = (name: string, shape = '') =>
  html`<span class="${`monogram ${shape}`.trim()}" aria-hidden="true">${(name.trim()[0] ?? '?').toUpperCase()}</span>`;
/** Drive has a mark of its own. */
const markOf = (service: string) => (service === drive ? mark : monogram(service));
const brand = (service: string) => html`<div class="brand">${markOf(service)}<span>${service}</span></div>`;

function document(
  title: string,
  main: Markup,
  { service = drive, restrictForms = true, head }: { service?: string; restrictForms?: boolean; head?: Markup } = {},
): Page {
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · ${service}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
${head}
<style>${raw(styles)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(restrictForms ? ["form-action 'self'"] : []),
  ];
  return {
    headers: {
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
    body: body.toString(),
  };
}

export function signInPage(
  page: InteractionPage & { email: string; failed?: boolean; signedInAs?: string | undefined; demoAccounts: readonly Account[] },
): Page {
  const { uid, application, email, failed = false, signedInAs, demoAccounts } = page;
  const focusPassword = failed || email !== '';
  const invalid = failed ? html` aria-invalid="true" aria-describedby="problem"` : undefined;
  const autofocus = html` autofocus`;
  return document(
    failed ? 'Wrong email or password' : 'Sign in',
    html`${brand(page.service)}
<h1>Sign in</h1>
<p class="lead">to continue to <strong>${application}</strong></p>
${failed && html`<p class="error" id="problem" role="alert">${warning}<span>That email and password do not belong together. Type the password again.</span></p>`}
<form method="post" action="/interaction/${uid}/login">
<div class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" autocapitalize="none" spellcheck="false" required${invalid}${!focusPassword && autofocus}></div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}${focusPassword && autofocus}></div>
<div class="actions"><button class="primary">Sign in</button></div>
</form>
${
  signedInAs
    ? html`<div class="actions second"><a class="button quiet" href="/interaction/${uid}">Back to ${signedInAs}</a></div>`
    : html`<form method="post" action="/interaction/${uid}/deny"><div class="actions second"><button class="quiet">Cancel</button></div></form>`
}
<section class="hint" aria-labelledby="hint"><h2 id="hint">Demo accounts</h2>
<p>This ${page.service} is a stand-in. Sign in with one of these:</p>
<ul>${demoAccounts.map((account) => html`<li><code>${account.email}</code> / <code>${account.password}</code></li>`)}</ul></section>`,
    page,
  );
}

export function chooseAccountPage(page: InteractionPage & { account: Account }): Page {
  const { uid, application, account } = page;
  return document(
    'Choose an account',
    html`${brand(page.service)}
<h1>Choose an account</h1>
<p class="lead">to continue to <strong>${application}</strong></p>
<form method="post" action="/interaction/${uid}/continue">
<button class="person">${monogram(account.name, 'round')}<span class="who">${account.name}<span>${account.email}</span></span></button>
</form>
<a class="button secondary" href="/interaction/${uid}?account=other">Use another account</a>
<form method="post" action="/interaction/${uid}/deny"><div class="actions second"><button class="quiet">Cancel</button></div></form>`,
    page,
  );
}

export function consentPage(
  page: InteractionPage & { account: Account; scopes: readonly string[]; identity: boolean; offline: boolean },
): Page {
  const { uid, application, service, account, scopes, identity, offline } = page;
  const stated = (title: string, detail: string) =>
    html`<li><div class="scope">${tick}<span>${title}<small>${detail}</small></span></div></li>`;
  return document(
    `${application} wants access`,
    html`<div class="brand">${monogram(application)}${link}${markOf(service)}</div>
<h1>${application} wants to use your ${service}</h1>
<p class="lead">Allow only what you expect from it.</p>
<div class="person">${monogram(account.name, 'round')}<span class="who">${account.name}<span>${account.email}</span></span><a href="/interaction/${uid}?account=other">Use another account</a></div>
<form method="post" action="/interaction/${uid}/consent">
<fieldset><legend>It will be able to</legend>
<ul class="scopes">
${scopes.map((scope) => {
  const words = resourceScopes[scope];
  return html`<li><label class="scope"><input type="checkbox" name="scope" value="${scope}" checked><span>${words?.title ?? scope}<small>${words?.detail}</small></span></label></li>`;
})}
${identity && stated('See who you are', 'Your name and email address.')}
${offline && stated('Keep this access while you are away', 'Until you disconnect it.')}
</ul></fieldset>
<div class="actions pair"><button class="primary">Allow</button><button class="secondary" formaction="/interaction/${uid}/deny">Deny</button></div>
</form>
<p class="note">To end this access later, disconnect your ${service} in ${application}.</p>`,
    page,
  );
}

/** Leaves for the application without any script, and with a link should the browser not follow. */
export function returnPage(target: URL, service: string): Page {
  return document(
    'Going back',
    html`${brand(service)}
<h1>Going back …</h1>
<p class="lead">You are being taken back to the application.</p>
<a class="button primary" href="${target.href}">Continue</a>`,
    { service, head: html`<meta http-equiv="refresh" content="${refreshTarget(target)}">` },
  );
}

export function errorPage(title: string, words: string): Page {
  return document(title, html`${brand(drive)}<h1>${title}</h1><p class="lead">${words}</p>`);
}

import { html, type Markup } from '../../markup.js';
import { type Access, type AccessKind, accessKinds, regions } from './access.js';

const titles: Readonly<Record<AccessKind, string>> = {
  api_key: 'API keys',
  bearer_token: 'Personal access tokens',
  basic_auth: 'Passwords',
  custom_input: 'Workspaces and their tokens',
};

const row = ({ account, name, region, secret }: Access): Markup =>
  html`<tr><td>${account}</td><td>${name}${region === undefined ? '' : `, ${regions[region]}`}</td><td><code>${secret}</code></td></tr>`;

/** Where a customer of the help desk finds keys. As a stand-in, it shows everybody's to everybody. */
export const helpPage = (valid: readonly Access[]): string =>
  html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Keys and tokens · Orchard Desk</title></head>
<body>
<h1>Keys and tokens</h1>
<p>This help desk is a stand-in. Everything below is good now.</p>
${accessKinds.map(
  (kind) => html`<h2 id="${kind}">${titles[kind]}</h2>
<table><thead><tr><th>Account</th><th>Name</th><th>Secret</th></tr></thead><tbody>${valid.filter((access) => access.kind === kind).map(row)}</tbody></table>`,
)}
</body>
</html>
`.toString();

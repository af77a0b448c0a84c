import { createProviderClient, type ProviderClient } from '../../platform/oauth/provider-client.js';
import { hostOf, resolveOAuth } from '../../platform/oauth/resolve-oauth.js';
import { redirectUri } from '../../platform/own-url.js';
import { ProblemError } from '../../platform/problem-error.js';
import { wholeAttributes } from '../definitions/deployed-widget.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import type { AuthorizationRow } from './authorization.rows.js';
import type { Start } from './sealed-start.js';

/** Where the provider of a sign-in sends the browser back to. */
export function redirectUriOf(
  { definitions, options }: Pick<Services, 'definitions' | 'options'>,
  { connector, values }: Start,
): string {
  const hostField = definitions.catalogue.connector(connector)?.oauth?.hostField;
  return redirectUri(options, connector, hostField === undefined ? undefined : hostOf(hostField, values));
}

/** The provider that an authorization leads to. @throws {ProblemError} `provider_error` where code no longer defines it */
export async function providerOf(
  { database, definitions, vault, outgoing }: Pick<Services, 'database' | 'definitions' | 'vault' | 'outgoing'>,
  row: AuthorizationRow,
  start: Start,
): Promise<ProviderClient> {
  const connector = definitions.catalogue.connector(start.connector);
  if (connector === undefined) throw new ProblemError('provider_error', { hint: `There is no connector "${start.connector}"` });
  const widget = await widgetIn(database.queries, { definitions }, row.environment, row.widget);
  const isItsOwn = widget?.dependency(row.dependency)?.connector === start.connector;
  const attributes = isItsOwn ? await wholeAttributes(vault, widget, row.dependency) : {};
  return createProviderClient(resolveOAuth(connector, { attributes }, start.values), outgoing);
}

import { createProviderClient, type ProviderClient } from '../../platform/oauth/provider-client.js';
import { hostOf, resolveOAuth } from '../../platform/oauth/resolve-oauth.js';
import { createSafeFetch, type SafeFetch } from '../../platform/outgoing/safe-fetch.js';
import { redirectUri } from '../../platform/own-url.js';
import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { widgetIn } from '../widgets/deployments.js';
import type { AuthorizationRow } from './authorization.rows.js';
import type { Start } from './sealed-start.js';

const fetches = new WeakMap<Services, SafeFetch>();

export function fetchOf(services: Services): SafeFetch {
  const known = fetches.get(services);
  if (known !== undefined) return known;
  const made = createSafeFetch(services.options.allowPrivateHosts);
  fetches.set(services, made);
  return made;
}

/** Where the provider of a sign-in sends the browser back to. */
export function redirectUriOf({ catalogue, options }: Services, { connector, values }: Start): string {
  const hostField = catalogue.connector(connector)?.oauth?.hostField;
  return redirectUri(options, connector, hostField === undefined ? undefined : hostOf(hostField, values));
}

/** The provider that an authorization leads to. @throws {ProblemError} `provider_error` where code no longer defines it */
export async function providerOf(services: Services, row: AuthorizationRow, start: Start): Promise<ProviderClient> {
  const connector = services.catalogue.connector(start.connector);
  if (connector === undefined) throw new ProblemError('provider_error', { hint: `There is no connector "${start.connector}"` });
  const widget = await widgetIn(services.database.kysely, row.environment, row.widget);
  const dependency = widget?.definition.dependencies?.find(({ key }) => key === row.dependency);
  return createProviderClient(resolveOAuth(connector, dependency ?? {}, start.values), fetchOf(services));
}

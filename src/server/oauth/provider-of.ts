import { createSafeFetch, type SafeFetch } from '../outgoing/safe-fetch.js';
import { ProblemError } from '../problem-error.js';
import type { Services } from '../services.js';
import type { AuthorizationRow } from '../store/authorizations.js';
import { widgetIn } from '../store/deployments.js';
import { createProviderClient, type ProviderClient } from './client.js';
import { hostOf } from './own-host.js';
import { redirectUri } from './own-url.js';
import { resolveOAuth } from './resolve-oauth.js';
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

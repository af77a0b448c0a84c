import type { ConnectorDefinition, OAuthDefinition } from '../../../contract/connector.js';
import { mergeAttributes } from '../../../contract/rules/merge-attributes.js';
import { serverOrigin } from '../../../contract/rules/server-address.js';
import type { DependencyDefinition } from '../../../contract/widget.js';
import { ProblemError } from '../problem-error.js';
import type { ResolvedOAuth } from './provider-client.js';

/** What was asked before the window opened, such as a shop's name. */
export type AskedValues = Readonly<Record<string, string>>;

/** The server that a connection of such a connector talks to. @throws {ProblemError} `validation_failed` */
export function hostOf(hostField: string, values: AskedValues): string {
  const value = Object.hasOwn(values, hostField) ? values[hostField] : undefined;
  const origin = value === undefined ? undefined : serverOrigin(value);
  if (origin !== undefined) return origin;
  const code = value === undefined || value === '' ? 'required' : 'invalid';
  throw new ProblemError('validation_failed', { errors: [{ pointer: `#/values/${hostField}`, code }] });
}

/**
 * The definition for a server that a person names: with the client of that connection and never with the workspace's, whose secret
 * would go to whatever host somebody types (src/README.md §4).
 */
export function withOwnClient(oauth: OAuthDefinition, values: AskedValues): OAuthDefinition {
  const { clientId: _id, clientSecret: _secret, ...rest } = oauth;
  const own = (key: string): string | undefined => (Object.hasOwn(values, key) && values[key] !== '' ? values[key] : undefined);
  const [clientId, clientSecret] = [own('clientId'), own('clientSecret')];
  if (clientId === undefined)
    throw new ProblemError('validation_failed', { errors: [{ pointer: '#/values/clientId', code: 'required' }] });
  return { ...rest, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
}

/** What an author of such a connector has to look after, in words. */
export function checkOwnHost(oauth: OAuthDefinition, fields: readonly string[], origins: readonly string[]): string[] {
  const { hostField, clientId, clientSecret } = oauth;
  if (hostField === undefined) return [];
  const urls = [oauth.authorizationUrl, oauth.tokenUrl, oauth.revocationUrl, oauth.userInfoUrl, oauth.issuer, ...origins];
  const prefix = `{${hostField}}`;
  const elsewhere = urls.filter((url) => url !== undefined && !(url === prefix || url.startsWith(`${prefix}/`)));
  return [
    ...(clientId === undefined && clientSecret === undefined
      ? []
      : ['its host is free: its client is asked for in clientId and clientSecret']),
    ...[hostField, 'clientId'].filter((key) => !fields.includes(key)).map((key) => `its method oauth asks for no "${key}"`),
    ...elsewhere.map((url) => `${url} does not begin with ${prefix}/`),
  ];
}

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const template = /^(https?:\/\/)\{([A-Za-z]\w*)\}(\.[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?)((?:[/?].*)?)$/i;

/** Whether a value may stand where a template has a placeholder: one DNS label, and none that reads as another script's (RFC 5890). */
export const isDnsLabel = (value: string): boolean => dnsLabel.test(value) && !/^..--/.test(value);

/** Why a sign-in can never fill the placeholder of an address, in words. @param fields what it asks for */
export function templateFault(url: string, fields: readonly string[]): string | undefined {
  if (!url.includes('{')) return undefined;
  const [, , field, , rest] = template.exec(url) ?? [];
  if (field === undefined || rest?.includes('{') === true)
    return `${url} cannot be filled: a placeholder stands for the first label of a host, before a fixed suffix, such as https://{shop}.example.com`;
  return fields.includes(field)
    ? undefined
    : `${url} cannot be filled: nothing asks for "${field}". Add it to the fields of the method`;
}

/**
 * Fills the one placeholder that a URL may have: the first label of its host, before a fixed suffix (src/README.md §4).
 *
 * @throws {ProblemError} `validation_failed` for a value that is no DNS label, `provider_error` for a template that is none
 */
export function fillUrl(url: string, values: AskedValues, hostField?: string): string {
  if (!url.includes('{')) return url;
  if (hostField !== undefined && url.startsWith(`{${hostField}}`))
    return `${hostOf(hostField, values)}${url.slice(hostField.length + 2)}`;
  const [, scheme, field, suffix, rest] = template.exec(url) ?? [];
  if (field === undefined || suffix === undefined || rest === undefined || rest.includes('{')) {
    throw new ProblemError('provider_error', {
      hint: 'A placeholder stands for the first label of a host, before a fixed suffix',
    });
  }
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  if (value === undefined || !isDnsLabel(value)) {
    throw new ProblemError('validation_failed', {
      errors: [{ pointer: `#/values/${field}`, code: value === undefined ? 'required' : 'invalid' }],
    });
  }
  return `${scheme}${value.toLowerCase()}${suffix}${rest}`;
}

/** A connector's OAuth definition for one dependency: its attributes merged over it, what was asked filled in. */
export function resolveOAuth(
  connector: ConnectorDefinition,
  dependency: Pick<DependencyDefinition, 'attributes'>,
  values: AskedValues,
): ResolvedOAuth {
  if (connector.oauth === undefined)
    throw new ProblemError('provider_error', { hint: `The connector "${connector.key}" has no OAuth definition` });
  const { oauth: merged, problems } = mergeAttributes(connector.oauth, dependency.attributes ?? {});
  const [problem] = problems;
  if (problem !== undefined) {
    throw new ProblemError('provider_error', {
      hint: `The attribute ${problem.pointer} of a dependency on "${connector.key}" is not one that can be set`,
    });
  }
  const { hostField } = merged;
  const oauth = hostField === undefined ? merged : withOwnClient(merged, values);
  // Variables and files often end with a line end, which is no part of what they hold.
  const [clientId, clientSecret] = [oauth.clientId?.trim(), oauth.clientSecret?.trim()];
  const fill = (url: string): string => fillUrl(url, values, hostField);
  if (clientId === undefined)
    throw new ProblemError('provider_error', { hint: `The connector "${connector.key}" has no clientId` });
  return {
    ...oauth,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(connector.deadTokens === undefined ? {} : { deadTokens: connector.deadTokens }),
    authorizationUrl: fill(oauth.authorizationUrl),
    tokenUrl: fill(oauth.tokenUrl),
    ...(oauth.revocationUrl === undefined ? {} : { revocationUrl: fill(oauth.revocationUrl) }),
    ...(oauth.userInfoUrl === undefined ? {} : { userInfoUrl: fill(oauth.userInfoUrl) }),
    ...(oauth.issuer === undefined ? {} : { issuer: fill(oauth.issuer) }),
  };
}

/** The origins that a connector's credential may be sent to. */
export function allowedOrigins(connector: ConnectorDefinition, values: AskedValues): ReadonlySet<string> {
  const hostField = connector.oauth?.hostField;
  return new Set((connector.origins ?? []).map((origin) => new URL(fillUrl(origin, values, hostField)).origin));
}

import type { OAuthDefinition } from '../../../contract/connector.js';
import { serverOrigin } from '../../../contract/rules/server-address.js';
import { ProblemError } from '../problem-error.js';
import type { AskedValues } from './resolve-oauth.js';

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
 * would go to whatever host somebody types (spec §4).
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

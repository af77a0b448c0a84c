import { CredentialsRefusedError, defineConnector, type TypedCredential } from 'integration-hub/server';

/** Where the help desk is reached, and the authorization server that it trusts. */
export interface DeskAddresses {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revocationUrl: string;
  readonly userInfoUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Origin of the help desk; its API is below `/api/v1`. */
  readonly desk: string;
}

const ticketsRead = 'tickets.read';

const logo =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Crect%20width='40'%20height='40'%20rx='9'%20fill='%23f6d9cf'/%3E%3Cpath%20d='M11%2022a9%209%200%200%201%2018%200'%20fill='none'%20stroke='%23b5442a'%20stroke-width='3'/%3E%3Crect%20x='8.500'%20y='20.500'%20width='6'%20height='9'%20rx='2.500'%20fill='%23b5442a'/%3E%3Crect%20x='25.500'%20y='20.500'%20width='6'%20height='9'%20rx='2.500'%20fill='%23b5442a'/%3E%3Cpath%20d='M20%2012.500c0-3%202-5%205-5%200%203-2%205-5%205z'%20fill='%234f8a3c'/%3E%3C/svg%3E";

/** Which field a method's refusal is about where the service names none. */
const blame: Readonly<Record<TypedCredential['method'], string>> = {
  api_key: 'apiKey',
  bearer_token: 'token',
  basic_auth: 'password',
  custom_input: 'token',
};

/** An invented help desk that is signed in to in every way there is. */
export const orchardDesk = (addresses: DeskAddresses) => {
  const help = (method: TypedCredential['method']) => `${addresses.desk}/help#${method}`;
  return defineConnector({
    key: 'orchard-desk',
    name: 'Orchard Desk',
    description: 'Tickets of a help desk.',
    category: 'Support',
    images: [{ url: logo, theme: 'default' }],
    methods: [
      { method: 'oauth' },
      {
        method: 'custom_input',
        description: 'For a whole workspace',
        fields: [
          {
            key: 'workspace',
            type: 'text',
            label: 'Workspace',
            description: 'The first part of its address',
            suffix: '.desk.example',
            required: true,
            pattern: '[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?',
            patternMessage: 'Enter the workspace as small letters, digits and hyphens, without the rest of the address',
          },
          {
            key: 'region',
            type: 'select',
            label: 'Region',
            required: true,
            options: [
              { label: 'Europe', value: 'eu' },
              { label: 'United States', value: 'us' },
            ],
            default: { label: 'Europe', value: 'eu' },
          },
          {
            key: 'token',
            type: 'password',
            label: 'API token',
            helpUrl: help('custom_input'),
            required: true,
            pattern: '[A-Za-z0-9_\\-]+',
            patternMessage: 'Enter the API token without spaces or quotes',
          },
        ],
      },
      {
        method: 'api_key',
        description: 'For a server of yours',
        fields: [
          {
            key: 'apiKey',
            type: 'password',
            label: 'API key',
            description: 'Begins with odk_',
            helpUrl: help('api_key'),
            required: true,
            pattern: 'odk_.+',
            patternMessage: 'Enter an API key: it begins with odk_',
          },
        ],
      },
      {
        method: 'bearer_token',
        description: 'Made in your profile',
        fields: [
          {
            key: 'token',
            type: 'password',
            label: 'Personal access token',
            description: 'Begins with odp_',
            helpUrl: help('bearer_token'),
            required: true,
            pattern: 'odp_.+',
            patternMessage: 'Enter a personal access token: it begins with odp_',
          },
        ],
      },
      {
        method: 'basic_auth',
        fields: [
          { key: 'username', type: 'text', label: 'User name', required: true, maximumLength: 100 },
          {
            key: 'password',
            type: 'password',
            label: 'Password',
            helpUrl: help('basic_auth'),
            required: true,
            maximumLength: 200,
          },
        ],
      },
    ],
    apply: { in: 'header', name: 'X-Api-Key' },
    oauth: {
      authorizationUrl: addresses.authorizationUrl,
      tokenUrl: addresses.tokenUrl,
      revocationUrl: addresses.revocationUrl,
      userInfoUrl: addresses.userInfoUrl,
      issuer: addresses.issuer,
      clientId: addresses.clientId,
      clientSecret: addresses.clientSecret,
      clientAuthentication: 'post',
      params: { scope: `openid email profile ${ticketsRead}`, access_type: 'offline', prompt: 'consent select_account' },
      requiredScopes: [ticketsRead],
      scopeWords: { [ticketsRead]: 'Read your tickets' },
      accountPaths: ['email', 'sub'],
    },
    origins: [addresses.desk],
    async authorize({ method, values: { workspace, region, token } }) {
      if (method !== 'custom_input') return undefined;
      return { headers: { authorization: `Desk workspace="${workspace}", region="${region}", token="${token}"` } };
    },
    async test({ method }, { fetch }) {
      const answer = await fetch(`${addresses.desk}/api/v1/me`);
      if (answer.ok) return (await answer.json()) as { account: string };
      if (answer.status !== 401) throw new Error(`Orchard Desk answered ${answer.status}`);
      const { error } = (await answer.json()) as { error: { message: string; parameter?: string } };
      throw new CredentialsRefusedError(error.message, error.parameter ?? blame[method]);
    },
  });
};

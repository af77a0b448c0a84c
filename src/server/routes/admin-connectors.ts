import * as z from 'zod/mini';
import { authMethods } from '../../contract/connector.js';
import { answer } from '../http/answer.js';
import { redirectUri } from '../oauth/own-url.js';
import { route } from './route.js';

const Connectors = z.object({
  connectors: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      methods: z.array(z.enum(authMethods)),
      /** To be registered with the provider, exactly as it stands here. Absent where nobody signs in at one. */
      redirectUrl: z.optional(z.string()),
    }),
  ),
});

export const adminConnectorRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/connectors',
    operationId: 'listConnectors',
    summary: 'Every connector, with the redirect URL to register with its provider',
    audience: 'admin',
    responses: { 200: { description: 'The connectors', content: Connectors } },
    handler: async ({ services: { catalogue, options } }) =>
      answer(Connectors, {
        connectors: catalogue.connectors.map(({ key, name, methods }) => ({
          key,
          name,
          methods: methods.map(({ method }) => method),
          ...(methods.some(({ method }) => method === 'oauth') ? { redirectUrl: redirectUri(options, key) } : {}),
        })),
      }),
  }),
];

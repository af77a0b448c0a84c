import * as z from 'zod/mini';
import { authMethods } from '../../../contract/connector.js';
import { serverOrigin } from '../../../contract/rules/server-address.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { redirectUri } from '../../platform/own-url.js';

const Connectors = z.object({
  connectors: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      methods: z.array(z.enum(authMethods)),
      /**
       * To be registered with the provider, exactly as it stands here. Absent where nobody signs in at one, and where people run the
       * provider themselves, unless `server` names it.
       */
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
    query: z.strictObject({ server: z.optional(z.string().check(z.refine((value) => serverOrigin(value) !== undefined))) }),
    responses: { 200: { description: 'The connectors', content: Connectors } },
    handler: async ({ services: { definitions, options }, query }) =>
      answer(Connectors, {
        connectors: definitions.catalogue.connectors.map(({ key, name, methods, oauth }) => {
          const isFree = oauth?.hostField !== undefined;
          const server = isFree && query.server !== undefined ? serverOrigin(query.server) : undefined;
          const isKnown = methods.some(({ method }) => method === 'oauth') && (!isFree || server !== undefined);
          return {
            key,
            name,
            methods: methods.map(({ method }) => method),
            ...(isKnown ? { redirectUrl: redirectUri(options, key, server) } : {}),
          };
        }),
      }),
  }),
];

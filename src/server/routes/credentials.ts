import * as z from 'zod/mini';
import { Connection, SaveCredentialRequest } from '../../contract/connection.js';
import { Key } from '../../contract/names.js';
import { answer } from '../http/answer.js';
import { saveTypedCredential } from '../oauth/typed-credentials.js';
import { viewConnection } from '../view/hub-view.js';
import { addressedConnection } from './connection-params.js';
import { route } from './route.js';

export const credentialRoutes = [
  route({
    method: 'put',
    path: '/v1/widgets/{widget}/connections/{connection}/credentials/{dependency}',
    operationId: 'saveCredential',
    summary: 'Prove and store typed-in credentials',
    audience: 'session',
    idempotent: true,
    params: z.object({ widget: Key, connection: Key, dependency: Key }),
    body: SaveCredentialRequest,
    responses: { 200: { description: 'The connection', content: Connection } },
    problems: [
      'widget_not_found',
      'not_found',
      'validation_failed',
      'credentials_refused',
      'same_account',
      'another_account',
      'provider_error',
      'provider_unreachable',
      'not_permitted',
      'read_only',
    ],
    async handler({ services, session, params, body }) {
      await saveTypedCredential(services, session, params, body);
      const { definition, row } = await addressedConnection(services, session, params);
      return answer(Connection, await viewConnection(services, definition, params.connection, row));
    },
  }),
];

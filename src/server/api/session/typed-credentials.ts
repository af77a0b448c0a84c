import * as z from 'zod/mini';
import { Connection, SaveCredentialRequest } from '../../../contract/connection.js';
import { Key } from '../../../contract/names.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { saveTypedCredential } from '../../hub/authorizations/save-typed-credential.js';
import { addressedConnection } from '../../hub/connections/find-connection.js';
import { viewConnection } from '../../hub/views/hub-view.js';

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
      const { queries } = services.database;
      const { widget, stored } = await addressedConnection(queries, services, session, params);
      return answer(Connection, await viewConnection(queries, services, widget, params.connection, stored));
    },
  }),
];

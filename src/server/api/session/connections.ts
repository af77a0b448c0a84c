import * as z from 'zod/mini';
import { Connection, MetricValue, SaveConnectionRequest } from '../../../contract/connection.js';
import { Key } from '../../../contract/names.js';
import { Run, StartRunRequest } from '../../../contract/run.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { startAction } from '../../hub/actions/start-action.js';
import { addressedConnection } from '../../hub/connections/find-connection.js';
import { saveConnection } from '../../hub/connections/save-connection.js';
import { removeConnection } from '../../hub/removal/remove-connection.js';
import { signOut } from '../../hub/removal/sign-out.js';
import { toRun } from '../../hub/runs/run-view.js';
import { viewConnection } from '../../hub/views/hub-view.js';
import { ConnectionParams } from './connection-params.js';

const path = '/v1/widgets/{widget}/connections/{connection}';

/** `anyway`: an active one at once, without its Deactivation. */
const RemoveConnectionQuery = z.strictObject({ anyway: z.optional(z.enum(['true', 'false'])) });

export const connectionRoutes = [
  route({
    method: 'get',
    path,
    operationId: 'readConnection',
    summary: 'What the tenant has with a widget',
    audience: 'session',
    params: ConnectionParams,
    responses: { 200: { description: 'The connection', content: Connection } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ services, session, params }) {
      const { queries } = services.database;
      const { widget, stored } = await addressedConnection(queries, services, session, params);
      return answer(Connection, await viewConnection(queries, services, widget, params.connection, stored));
    },
  }),
  route({
    method: 'put',
    path,
    operationId: 'saveConnection',
    summary: 'Add a connection to a widget that may have several, or name it',
    audience: 'session',
    params: ConnectionParams,
    body: SaveConnectionRequest,
    responses: {
      200: { description: 'The connection, which was there', content: Connection },
      201: { description: 'The connection that was made', content: Connection },
    },
    problems: [
      'widget_not_found',
      'not_found',
      'single_connection',
      'connection_limit',
      'validation_failed',
      'not_permitted',
      'read_only',
    ],
    async handler({ services, session, params, body }) {
      const { widget, stored, isNew } = await saveConnection(services, session, params, body);
      const connection = await viewConnection(services.database.queries, services, widget, params.connection, stored);
      return answer(Connection, connection, { status: isNew ? 201 : 200 });
    },
  }),
  route({
    method: 'delete',
    path,
    operationId: 'removeConnection',
    summary: 'Remove a connection of a widget that may have several',
    audience: 'session',
    params: ConnectionParams,
    query: RemoveConnectionQuery,
    responses: {
      202: { description: 'Its Deactivation: the connection goes when that has succeeded', content: Run },
      204: { description: 'It is gone', content: null },
    },
    problems: ['widget_not_found', 'not_found', 'single_connection', 'busy', 'not_permitted', 'read_only'],
    async handler({ services, session, params, query }) {
      const run = await removeConnection(services, session, params, query.anyway === 'true');
      if (run === undefined) return new Response(null, { status: 204 });
      return answer(Run, toRun(run, params.connection), { status: 202 });
    },
  }),
  route({
    method: 'delete',
    path: `${path}/credentials`,
    operationId: 'signOut',
    summary: 'Withdraw what a connection that is not active is signed in with',
    audience: 'session',
    params: ConnectionParams,
    responses: { 200: { description: 'The connection', content: Connection } },
    problems: ['widget_not_found', 'not_found', 'action_not_available', 'busy', 'not_permitted', 'read_only'],
    async handler({ services, session, params }) {
      await signOut(services, session, params);
      const { queries } = services.database;
      const { widget, stored } = await addressedConnection(queries, services, session, params);
      return answer(Connection, await viewConnection(queries, services, widget, params.connection, stored));
    },
  }),
  route({
    method: 'post',
    path: `${path}/actions/{action}/runs`,
    operationId: 'startRun',
    summary: 'Do what a button stands for',
    audience: 'session',
    params: z.object({ widget: Key, connection: Key, action: Key }),
    body: StartRunRequest,
    responses: {
      200: { description: 'The action is running already: that run', content: Run },
      201: { description: 'The run that was started', content: Run },
    },
    problems: ['widget_not_found', 'not_found', 'action_not_available', 'not_authenticated', 'busy'],
    idempotent: true,
    async handler({ services, session, params, body }) {
      const { run, replayed } = await startAction(services, session, { ...params, anyway: body.anyway });
      return answer(Run, toRun(run, params.connection), { status: replayed ? 200 : 201 });
    },
  }),
  route({
    method: 'get',
    path: `${path}/metrics`,
    operationId: 'readMetrics',
    summary: 'The figures of a connection, with a value a day',
    audience: 'session',
    params: ConnectionParams,
    responses: { 200: { description: 'The metrics', content: z.object({ metrics: z.array(MetricValue) }) } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ services, session, params }) {
      const { queries } = services.database;
      const { widget, stored } = await addressedConnection(queries, services, session, params);
      const { metrics } = await viewConnection(queries, services, widget, params.connection, stored);
      return answer(z.object({ metrics: z.array(MetricValue) }), { metrics });
    },
  }),
];

import * as z from 'zod/mini';
import {
  AnswerAuthorizationRequest,
  Authorization,
  RegisterAuthorizationRequest,
  ReturnRequest,
} from '../../../contract/authorization.js';
import { Id } from '../../../contract/names.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { answerQuestion } from '../../hub/authorizations/answer-question.js';
import { type AuthorizationRow, findAuthorization, toSummary } from '../../hub/authorizations/authorization.rows.js';
import { finishReturn } from '../../hub/authorizations/finish-return.js';
import { registerAuthorization } from '../../hub/authorizations/register.js';
import { cancel, current } from '../../hub/authorizations/states.js';
import { giveBackSoon } from '../../hub/authorizations/sweep.js';
import type { Services } from '../../hub/services/services.js';
import { visibleWidgets } from '../../hub/widgets/visible-widgets.js';
import type { Session } from '../../platform/access.js';
import { ProblemError } from '../../platform/problem-error.js';

/** What the browser drew, or the public name that answers and events carry. */
const params = z.object({ authorization: Id });

const toAuthorization = (row: AuthorizationRow): Authorization => ({
  ...toSummary(row),
  widget: row.widget,
  connection: row.connection_key,
  window: row.opened_as,
  returns: row.return_url !== null,
});

/** @throws {ProblemError} `not_found`, for another tenant's and a hidden widget's as for none */
async function sessionAuthorization(
  ports: Pick<Services, 'database' | 'definitions' | 'now'>,
  session: Session,
  id: string,
): Promise<AuthorizationRow> {
  const { queries } = ports.database;
  const row = await current(ports, await findAuthorization(queries, session, id));
  const visible = row === undefined ? [] : await visibleWidgets(queries, ports, session);
  if (row === undefined || !visible.some(({ definition }) => definition.key === row.widget)) throw new ProblemError('not_found');
  return row;
}

export const authorizationRoutes = [
  route({
    method: 'post',
    path: '/v1/authorizations',
    operationId: 'registerAuthorization',
    summary: 'Register a sign-in whose window is opening',
    audience: 'session',
    body: RegisterAuthorizationRequest,
    responses: { 201: { description: 'Registered', content: Authorization } },
    problems: [
      'secret_unreadable',
      'already_registered',
      'origin_not_allowed',
      'widget_not_found',
      'not_found',
      'validation_failed',
      'not_permitted',
      'read_only',
      'provider_error',
    ],
    async handler({ services, session, body, request }) {
      const row = await registerAuthorization(services, session, request.headers.get('origin'), body);
      return answer(Authorization, toAuthorization(row), { status: 201 });
    },
  }),
  route({
    method: 'get',
    path: '/v1/authorizations/{authorization}',
    operationId: 'readAuthorization',
    summary: 'How far a sign-in has come',
    audience: 'session',
    params,
    responses: { 200: { description: 'The authorization', content: Authorization } },
    problems: ['not_found'],
    handler: async ({ services, session, params: { authorization } }) =>
      answer(Authorization, toAuthorization(await sessionAuthorization(services, session, authorization))),
  }),
  route({
    method: 'post',
    path: '/v1/authorizations/{authorization}/return',
    operationId: 'finishReturn',
    summary: 'Finish a sign-in that came back to its page; waits up to 25 s',
    audience: 'session',
    params,
    body: ReturnRequest,
    responses: { 200: { description: 'What came of it', content: Authorization } },
    problems: ['not_found', 'other_session', 'not_permitted', 'read_only'],
    async handler({ services, session, params: { authorization }, body, request, signal }) {
      const visit = { session, origin: request.headers.get('origin'), signal };
      return answer(Authorization, toAuthorization(await finishReturn(services, authorization, body.handle, visit)));
    },
  }),
  route({
    method: 'delete',
    path: '/v1/authorizations/{authorization}',
    operationId: 'cancelAuthorization',
    summary: 'Cancel a sign-in',
    audience: 'session',
    params,
    responses: { 200: { description: 'The authorization, which is over', content: Authorization } },
    problems: ['not_found', 'not_permitted', 'read_only'],
    async handler({ services, session, params: { authorization } }) {
      const row = await sessionAuthorization(services, session, authorization);
      await cancel(services, row, 'asked');
      giveBackSoon(services);
      return answer(Authorization, toAuthorization(await sessionAuthorization(services, session, authorization)));
    },
  }),
  route({
    method: 'post',
    path: '/v1/authorizations/{authorization}/answer',
    operationId: 'answerAuthorization',
    summary: 'Whether another account takes the place of the one before',
    audience: 'session',
    params,
    body: AnswerAuthorizationRequest,
    responses: { 200: { description: 'The authorization, which is over', content: Authorization } },
    problems: ['not_found', 'already_over', 'action_not_available', 'same_account', 'not_permitted', 'read_only'],
    async handler({ services, session, body, params: { authorization } }) {
      await answerQuestion(services, session, await sessionAuthorization(services, session, authorization), body);
      return answer(Authorization, toAuthorization(await sessionAuthorization(services, session, authorization)));
    },
  }),
];

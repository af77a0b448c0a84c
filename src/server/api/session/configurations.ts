import * as z from 'zod/mini';
import { Configuration, OptionsPage, OptionsRequest, SaveConfigurationRequest } from '../../../contract/form.js';
import { Key } from '../../../contract/names.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { readConfiguration } from '../../hub/configurations/form.js';
import { readOptions } from '../../hub/configurations/read-options.js';
import { saveConfiguration } from '../../hub/configurations/save-configuration.js';

const path = '/v1/widgets/{widget}/connections/{connection}/configurations/{flow}';
const FormParams = z.object({ widget: Key, connection: Key, flow: Key });

export const configurationRoutes = [
  route({
    method: 'get',
    path,
    operationId: 'readConfiguration',
    summary: 'A configuration form, filled with what is saved',
    audience: 'session',
    params: FormParams,
    responses: { 200: { description: 'The form and its values', content: Configuration } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ services, session, params }) {
      return answer(Configuration, await readConfiguration(services, session, params));
    },
  }),
  route({
    method: 'put',
    path,
    operationId: 'saveConfiguration',
    summary: 'Check and save what was entered',
    audience: 'session',
    params: FormParams,
    body: SaveConfigurationRequest,
    responses: { 200: { description: 'The form with what is saved now', content: Configuration } },
    problems: [
      'widget_not_found',
      'not_found',
      'form_changed',
      'validation_failed',
      'action_not_available',
      'busy',
      'not_authenticated',
      'flow_failed',
      'provider_error',
      'provider_unreachable',
    ],
    idempotent: true,
    async handler({ services, session, params, body, signal }) {
      return answer(Configuration, await saveConfiguration(services, session, params, body, signal));
    },
  }),
  route({
    method: 'post',
    path: `${path}/options`,
    operationId: 'readOptions',
    summary: 'Options of a field, loaded with the connected account',
    audience: 'session',
    params: FormParams,
    body: OptionsRequest,
    responses: { 200: { description: 'A page of options', content: OptionsPage } },
    problems: [
      'widget_not_found',
      'not_found',
      'form_changed',
      'not_authenticated',
      'flow_failed',
      'provider_error',
      'provider_unreachable',
    ],
    reads: true,
    async handler({ services, session, params, body, signal }) {
      return answer(OptionsPage, await readOptions(services, session, params, body, signal));
    },
  }),
];

import * as z from 'zod/mini';
import { Environment, Key } from '../../../contract/names.js';
import { WidgetDefinition } from '../../../contract/widget.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { type Deployment, deploy, draftWidgets, listDeployments, undeploy } from '../../hub/widgets/deployments.js';
import { ProblemError } from '../../platform/problem-error.js';

const AdminWidgets = z.object({ widgets: z.array(z.object({ definition: WidgetDefinition, digest: z.string() })) });

const DeploymentView = z.object({
  id: z.string(),
  environment: z.string(),
  widget: z.string(),
  /** False where the widget was removed from the environment. */
  deployed: z.boolean(),
  digest: z.string(),
  deployedAt: z.string(),
  deployedBy: z.optional(z.string()),
});
const Deployments = z.object({ deployments: z.array(DeploymentView) });
const DeploymentChange = z.object({ environment: z.string(), widget: z.string(), changed: z.boolean() });

/** `DRAFT` always shows the editable state: nothing is deployed to it. */
const DeployedEnvironment = Environment.check(z.refine((name) => name !== 'DRAFT'));

const toView = ({ deployedAt, deployedBy, ...rest }: Deployment): z.infer<typeof DeploymentView> => ({
  ...rest,
  deployedAt: deployedAt.toISOString(),
  ...(deployedBy === undefined ? {} : { deployedBy }),
});

/** Custom attributes may hold a client's secret: it is written, never read. */
function withoutSecrets(definition: WidgetDefinition): WidgetDefinition {
  if (definition.dependencies === undefined) return definition;
  const dependencies = definition.dependencies.map(({ attributes, ...dependency }) => {
    if (attributes === undefined) return dependency;
    const hasSecret = typeof attributes['clientSecret'] === 'string' && attributes['clientSecret'] !== '';
    return { ...dependency, attributes: hasSecret ? { ...attributes, clientSecret: { $secret: 'set' } } : attributes };
  });
  return { ...definition, dependencies };
}

export const adminRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/widgets',
    operationId: 'listWidgets',
    summary: 'Every widget in its editable state',
    audience: 'admin',
    responses: { 200: { description: 'The widgets, in the order of the hub', content: AdminWidgets } },
    async handler({ services }) {
      const widgets = await draftWidgets(services.database.kysely);
      return answer(AdminWidgets, {
        widgets: widgets.map(({ definition, digest }) => ({ definition: withoutSecrets(definition), digest })),
      });
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/deployments',
    operationId: 'listDeployments',
    summary: 'What was deployed where, newest first',
    audience: 'admin',
    query: z.strictObject({ widget: z.optional(Key) }),
    responses: { 200: { description: 'The deployments', content: Deployments } },
    async handler({ services, query }) {
      const deployments = await listDeployments(services.database.kysely, query);
      return answer(Deployments, { deployments: deployments.map(toView) });
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/deployments',
    operationId: 'deploy',
    summary: 'Show the editable state of a widget in an environment',
    audience: 'admin',
    role: 'deployer',
    body: z.strictObject({ environment: DeployedEnvironment, widget: Key }),
    responses: { 200: { description: 'Whether anything changed', content: DeploymentChange } },
    problems: ['widget_not_found'],
    idempotent: true,
    async handler({ services, body, admin }) {
      const { changed } = await deploy(services, { ...body, by: admin.subject });
      return answer(DeploymentChange, { ...body, changed });
    },
  }),
  route({
    method: 'delete',
    path: '/v1/admin/deployments/{environment}/{widget}',
    operationId: 'undeploy',
    summary: 'Remove a widget from an environment; its connections stay, hidden',
    audience: 'admin',
    role: 'deployer',
    params: z.object({ environment: DeployedEnvironment, widget: Key }),
    responses: { 200: { description: 'The widget is not shown there any more', content: DeploymentChange } },
    problems: ['not_found'],
    async handler({ services, params, admin }) {
      const { changed } = await undeploy(services, { ...params, by: admin.subject });
      if (!changed) throw new ProblemError('not_found');
      return answer(DeploymentChange, { ...params, changed });
    },
  }),
];

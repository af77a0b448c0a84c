import * as z from 'zod/mini';
import { Environment, Key, openEnum, PlainText } from '../../../contract/names.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { deploy, undeploy } from '../../hub/widgets/deploy.js';
import { type DeploymentRow, deploymentRows } from '../../hub/widgets/deployment.rows.js';
import { ProblemError } from '../../platform/problem-error.js';

const kinds = ['deploy', 'promote', 'roll_back', 'undeploy'] as const;

const DeploymentView = z.object({
  id: z.string(),
  environment: z.string(),
  widget: z.string(),
  /** False where the widget was removed from the environment. */
  deployed: z.boolean(),
  kind: z.optional(openEnum(kinds)),
  version: z.optional(z.number()),
  note: z.optional(z.string()),
  deployedAt: z.string(),
  deployedBy: z.optional(z.string()),
});
const Deployments = z.object({ deployments: z.array(DeploymentView) });

const DeploymentChange = z.object({ environment: z.string(), widget: z.string(), changed: z.boolean() });
const DeploymentChanges = z.object({
  environment: z.string(),
  /** Where the request named one. */
  widget: z.optional(z.string()),
  /** Whether the environment shows anything else than before. */
  changed: z.boolean(),
  /** Where the request had items, in their order. */
  items: z.optional(
    z.array(
      z.object({
        widget: z.string(),
        version: z.number(),
        kind: z.enum(['deploy', 'promote', 'roll_back']),
        changed: z.boolean(),
      }),
    ),
  ),
});

/** `DRAFT` always shows what authors work on: nothing is deployed to it. */
const DeployedEnvironment = Environment.check(z.refine((name) => name !== 'DRAFT'));
const Version = z.int().check(z.minimum(1), z.maximum(1_000_000));

const DeploymentRequest = z
  .strictObject({
    environment: DeployedEnvironment,
    /** One widget, as its author has written it; instead of `items`. */
    widget: z.optional(Key),
    /** All of them or none. A `version` is promoted or rolled back to, `before` is the one before; without one the draft is deployed. */
    items: z.optional(
      z
        .array(z.strictObject({ widget: Key, version: z.optional(z.union([Version, z.literal('before')])) }))
        .check(z.minLength(1), z.maxLength(100)),
    ),
    note: z.optional(PlainText),
  })
  .check(
    z.refine(({ widget, items }) => (widget === undefined) !== (items === undefined), 'Name either widget or items'),
    z.refine(({ items = [] }) => new Set(items.map(({ widget }) => widget)).size === items.length, 'A widget is named twice'),
  );

const toView = (row: DeploymentRow): z.infer<typeof DeploymentView> => ({
  id: row.id,
  environment: row.environment,
  widget: row.widget,
  deployed: row.deployed,
  ...(row.kind === null ? {} : { kind: row.kind }),
  ...(row.version === null ? {} : { version: row.version }),
  ...(row.note === null ? {} : { note: row.note }),
  deployedAt: row.deployed_at.toISOString(),
  ...(row.deployed_by === null ? {} : { deployedBy: row.deployed_by }),
});

export const adminDeploymentRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/deployments',
    operationId: 'listDeployments',
    summary: 'What was deployed where, newest first',
    audience: 'admin',
    query: z.strictObject({ widget: z.optional(Key), environment: z.optional(Environment) }),
    responses: { 200: { description: 'The deployments, at most 200', content: Deployments } },
    handler: async ({ services, query }) =>
      answer(Deployments, { deployments: (await deploymentRows(services.database.queries, query)).map(toView) }),
  }),
  route({
    method: 'post',
    path: '/v1/admin/deployments',
    operationId: 'deploy',
    summary: 'Show versions of widgets in an environment: deploy, promote and roll back',
    audience: 'admin',
    role: 'deployer',
    body: DeploymentRequest,
    responses: { 200: { description: 'What the environment shows now', content: DeploymentChanges } },
    problems: ['widget_not_found', 'not_found', 'not_deployable'],
    idempotent: true,
    async handler({ services, body, admin }) {
      const { environment, widget, note } = body;
      const items = body.items ?? [{ widget: widget ?? '' }];
      const deployed = await deploy(services, { environment, items, note, by: admin.subject });
      return answer(DeploymentChanges, {
        environment,
        changed: deployed.some(({ changed }) => changed),
        ...(widget === undefined ? { items: deployed } : { widget }),
      });
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

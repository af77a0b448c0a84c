import * as z from 'zod/mini';
import { Environment, Key, TenantId } from '../../../contract/names.js';
import { WidgetDefinition } from '../../../contract/widget.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { listDrafts } from '../../hub/widgets/drafts.js';
import { listSecrets, removeSecret, setSecret } from '../../hub/widgets/parameters.js';
import { readSwitches, saveSwitches, type WidgetSwitches } from '../../hub/widgets/switches.js';
import { listVersions } from '../../hub/widgets/versions.js';

const AdminWidgets = z.object({
  widgets: z.array(
    z.object({
      definition: WidgetDefinition,
      digest: z.string(),
      /** Who defines it: what code defines is not edited. */
      source: z.enum(['code', 'editor']),
      /** Code defines it no more, and it is deployed. */
      orphaned: z.boolean(),
    }),
  ),
});

const Identity = z.object({ key: z.string(), version: z.string() });
const Versions = z.object({
  versions: z.array(
    z.object({
      version: z.number(),
      digest: z.string(),
      createdAt: z.string(),
      createdBy: z.optional(z.string()),
      /** Which environments show it. */
      environments: z.array(z.string()),
      name: z.optional(z.string()),
      forms: z.array(Identity),
      flows: z.array(Identity),
    }),
  ),
});

const Switches = z.object({ disabled: z.boolean(), tenantsOn: z.boolean(), tenants: z.array(z.string()) });
const SaveSwitches = z.strictObject({
  disabled: z.boolean(),
  /** Whether `tenants` alone see it; off, the list is kept. */
  tenantsOn: z.boolean(),
  tenants: z.array(TenantId).check(z.maxLength(10_000)),
});

const Secrets = z.object({
  secrets: z.array(
    z.object({
      /** `*`: from code, for every environment that has none of its own. */
      environment: z.string(),
      dependency: z.string(),
      name: z.string(),
      updatedAt: z.string(),
      updatedBy: z.optional(z.string()),
    }),
  ),
});
const SecretSet = z.object({ set: z.boolean() });

const params = z.object({ widget: Key });
const SecretParams = z.object({
  widget: Key,
  environment: Environment,
  dependency: Key,
  name: z.string().check(z.regex(/^[A-Za-z][\w.-]{0,99}$/)),
});

const toPlace = ({ widget, environment, dependency, name }: z.infer<typeof SecretParams>) => ({
  environment,
  owner: widget,
  place: dependency,
  name,
});

const answerSwitches = ({ revision, ...switches }: WidgetSwitches): Response =>
  answer(Switches, { ...switches, tenants: [...switches.tenants] }, { headers: { etag: `"r${revision}"` } });

export const adminWidgetRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/widgets',
    operationId: 'listWidgets',
    summary: 'Every widget as its author has written it',
    audience: 'admin',
    responses: { 200: { description: 'The widgets, in the order of the hub', content: AdminWidgets } },
    handler: async ({ services }) => answer(AdminWidgets, { widgets: await listDrafts(services) }),
  }),
  route({
    method: 'get',
    path: '/v1/admin/widgets/{widget}/versions',
    operationId: 'listVersions',
    summary: 'The versions of a widget, newest first',
    audience: 'admin',
    params,
    responses: { 200: { description: 'The last 200 versions, and every one that an environment shows', content: Versions } },
    problems: ['widget_not_found'],
    handler: async ({ services, params: { widget } }) => answer(Versions, { versions: await listVersions(services, widget) }),
  }),
  route({
    method: 'get',
    path: '/v1/admin/widgets/{widget}/switches',
    operationId: 'readSwitches',
    summary: 'Whether a widget is shown, and to whom',
    audience: 'admin',
    params,
    responses: { 200: { description: 'The switches, with an `ETag`', content: Switches } },
    problems: ['widget_not_found'],
    handler: async ({ services, params: { widget } }) => answerSwitches(await readSwitches(services, widget)),
  }),
  route({
    method: 'put',
    path: '/v1/admin/widgets/{widget}/switches',
    operationId: 'saveSwitches',
    summary: 'Switch a widget: at once, in every environment',
    audience: 'admin',
    role: 'deployer',
    revised: true,
    params,
    body: SaveSwitches,
    responses: { 200: { description: 'The switches as they are now, with an `ETag`', content: Switches } },
    problems: ['widget_not_found'],
    handler: async ({ services, params: { widget }, body, revision }) =>
      answerSwitches(await saveSwitches(services, widget, body, revision)),
  }),
  route({
    method: 'get',
    path: '/v1/admin/widgets/{widget}/secrets',
    operationId: 'listSecrets',
    summary: 'Which secrets of a widget are set, and never what they are',
    audience: 'admin',
    params,
    responses: { 200: { description: 'The secrets', content: Secrets } },
    problems: ['widget_not_found'],
    handler: async ({ services, params: { widget } }) => answer(Secrets, { secrets: await listSecrets(services, widget) }),
  }),
  route({
    method: 'put',
    path: '/v1/admin/widgets/{widget}/secrets/{environment}/{dependency}/{name}',
    operationId: 'setSecret',
    summary: 'Set a secret of an environment: at once, without a deployment',
    audience: 'admin',
    role: 'deployer',
    params: SecretParams,
    body: z.strictObject({ value: z.string().check(z.minLength(1), z.maxLength(10_000)) }),
    responses: { 200: { description: 'It is set', content: SecretSet } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ services, params: place, body, admin }) {
      await setSecret(services, toPlace(place), body.value, admin.subject);
      return answer(SecretSet, { set: true });
    },
  }),
  route({
    method: 'delete',
    path: '/v1/admin/widgets/{widget}/secrets/{environment}/{dependency}/{name}',
    operationId: 'removeSecret',
    summary: 'Remove a secret of an environment',
    audience: 'admin',
    role: 'deployer',
    params: SecretParams,
    responses: { 200: { description: 'The environment has none of its own', content: SecretSet } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ services, params: place }) {
      await removeSecret(services, toPlace(place));
      return answer(SecretSet, { set: false });
    },
  }),
];

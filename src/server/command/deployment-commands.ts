import { callAdmin } from './admin-api.js';

export interface DeploymentArguments {
  readonly widget: string;
  readonly environment: string;
  /** Default: what its author has written, or for a roll-back what the environment showed before. */
  readonly version: number | undefined;
  /** Where the running server is reached from here. */
  readonly url: string | undefined;
}

interface Shown {
  readonly changed: boolean;
  readonly version: number;
}

async function show(
  { widget, environment, url }: DeploymentArguments,
  version: number | 'before' | undefined,
  variables: NodeJS.ProcessEnv,
): Promise<Shown> {
  const items = [{ widget, ...(version === undefined ? {} : { version }) }];
  const {
    changed,
    items: [shown],
  } = await callAdmin<{ readonly changed: boolean; readonly items: readonly [Shown] }>(
    { method: 'POST', path: '/v1/admin/deployments', role: 'deployer', body: { environment, items }, url },
    variables,
  );
  return { changed, version: shown.version };
}

/** Shows a widget in an environment of a running server, as it is now or as a version has it. */
export async function deployWidget(wanted: DeploymentArguments, variables: NodeJS.ProcessEnv): Promise<string> {
  const { widget, environment } = wanted;
  const { changed } = await show(wanted, wanted.version, variables);
  return changed ? `${widget} is in ${environment} now` : `${widget} was in ${environment} already, just as it is`;
}

/** Shows an earlier version again. */
export async function rollBackWidget(wanted: DeploymentArguments, variables: NodeJS.ProcessEnv): Promise<string> {
  const { changed, version } = await show(wanted, wanted.version ?? 'before', variables);
  const { widget, environment } = wanted;
  return `${environment} ${changed ? 'shows' : 'showed already'} version ${version} of ${widget}`;
}

/** Hides a widget in an environment; its connections stay. */
export async function undeployWidget(
  { widget, environment, url }: Omit<DeploymentArguments, 'version'>,
  variables: NodeJS.ProcessEnv,
): Promise<string> {
  await callAdmin({ method: 'DELETE', path: `/v1/admin/deployments/${environment}/${widget}`, role: 'deployer', url }, variables);
  return `${environment} does not show ${widget} any more; its connections stay`;
}

interface Versions {
  readonly versions: readonly {
    readonly version: number;
    readonly name?: string;
    readonly createdAt: string;
    readonly createdBy?: string;
    readonly environments: readonly string[];
    readonly left: readonly { readonly environment: string; readonly note?: string }[];
    readonly flows: readonly { readonly key: string; readonly version: string }[];
  }[];
}

/** A line each, newest first. */
export async function listVersions(
  { widget, url }: Pick<DeploymentArguments, 'widget' | 'url'>,
  variables: NodeJS.ProcessEnv,
): Promise<string> {
  const request = { method: 'GET', path: `/v1/admin/widgets/${widget}/versions`, role: 'viewer', url } as const;
  const { versions } = await callAdmin<Versions>(request, variables);
  if (versions.length === 0) return `${widget} was never deployed`;
  return versions
    .map(({ version, name, createdAt, createdBy, environments, left, flows }) => {
      const parts = [
        `${version}`,
        createdAt,
        name ?? 'cannot be read',
        ...(createdBy === undefined ? [] : [`by ${createdBy}`]),
        ...(environments.length === 0 ? [] : [`shown in ${environments.join(', ')}`]),
        ...left.map(({ environment, note }) => `left ${environment}${note === undefined ? '' : ` (${note})`}`),
        ...(flows.length === 0 ? [] : [`flows ${flows.map((flow) => `${flow.key} ${flow.version}`).join(', ')}`]),
      ];
      return parts.join('  ');
    })
    .join('\n');
}

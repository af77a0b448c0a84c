import { callAdmin } from './admin-api.js';

export interface DeployArguments {
  readonly widget: string;
  readonly environment: string;
  /** Where the running server is reached from here. */
  readonly url: string | undefined;
}

/** Shows a widget in an environment of a running server. */
export async function deployWidget({ widget, environment, url }: DeployArguments, variables: NodeJS.ProcessEnv): Promise<string> {
  const { changed } = await callAdmin<{ readonly changed: boolean }>(
    { method: 'POST', path: '/v1/admin/deployments', role: 'deployer', body: { widget, environment }, url },
    variables,
  );
  return changed ? `${widget} is in ${environment} now` : `${widget} was in ${environment} already, just as it is`;
}

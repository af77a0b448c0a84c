import { callAdmin } from './admin-api.js';

interface Reply {
  readonly connectors: readonly {
    readonly key: string;
    readonly name: string;
    readonly methods: readonly string[];
    readonly redirectUrl?: string;
  }[];
}

/** What a running server connects to: a line each, and below it the redirect URL to register with the provider. */
export async function listConnectors(
  { url, server }: { readonly url: string | undefined; readonly server: string | undefined },
  variables: NodeJS.ProcessEnv,
): Promise<string> {
  const query = server === undefined ? '' : `?${new URLSearchParams({ server })}`;
  const request = { method: 'GET', path: `/v1/admin/connectors${query}`, role: 'viewer', url } as const;
  const { connectors } = await callAdmin<Reply>(request, variables);
  if (connectors.length === 0) return 'There are no connectors';
  return connectors
    .map(({ key, name, methods, redirectUrl }) =>
      [`${key}: ${name} (${methods.join(', ')})`, ...(redirectUrl === undefined ? [] : [`    ${redirectUrl}`])].join('\n'),
    )
    .join('\n');
}

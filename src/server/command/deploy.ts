import { randomUUID } from 'node:crypto';
import { requestHeader } from '../../contract/protocol.js';
import { signAdmin } from '../sessions.js';
import { version } from '../version.js';
import { publicUrlOf, signingKey, UsageError } from './command-options.js';

export interface DeployArguments {
  readonly widget: string;
  readonly environment: string;
  /** Where the running server is reached from here. */
  readonly url: string | undefined;
}

interface Reply {
  readonly changed?: boolean;
  readonly title?: string;
  readonly code?: string;
}

/** Deploys over the admin API of a running server: the embedded database takes no second process. */
export async function deployWidget({ widget, environment, url }: DeployArguments, variables: NodeJS.ProcessEnv): Promise<string> {
  const publicUrl = publicUrlOf(variables);
  const token = await signAdmin({
    key: await signingKey(variables, 'admin'),
    publicUrl,
    role: 'deployer',
    sub: 'command line',
    expiresIn: 60,
  });
  const base = (url ?? publicUrl).replace(/\/+$/, '');
  const response = await fetch(`${base}/v1/admin/deployments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      [requestHeader]: version,
    },
    body: JSON.stringify({ widget, environment }),
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new UsageError(`No server answers at ${base}: start it, or say where it is with --url`, { cause });
  });
  const reply = (await response.json()) as Reply;
  if (!response.ok) throw new Error(`The server refused: ${reply.title ?? response.status} (${reply.code ?? 'no code'})`);
  return reply.changed === true ? `${widget} is in ${environment} now` : `${widget} was in ${environment} already, just as it is`;
}

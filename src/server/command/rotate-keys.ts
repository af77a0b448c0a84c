import { callAdmin } from './admin-api.js';

interface Reply {
  readonly resealed: number;
  readonly unreadable: number;
}

/** Has a running server seal again, with its first key, what earlier keys sealed. */
export async function rotateKeys(url: string | undefined, variables: NodeJS.ProcessEnv): Promise<string> {
  const request = { method: 'POST', path: '/v1/admin/vault/rotations', role: 'deployer', url } as const;
  const { resealed, unreadable } = await callAdmin<Reply>(request, variables);
  const done = `Sealed ${resealed} values again with the first key`;
  return unreadable === 0 ? done : `${done}; ${unreadable} could not be opened, the server's log names them`;
}

import type { Connection } from '../../contract/connection.js';
import type { SignIn } from './connection.js';

/** The sign-in under way, as the server tells of it. */
export function elsewhere({ authorization }: Pick<Connection, 'authorization'>): SignIn {
  if (authorization === undefined) return { status: 'none' };
  const { dependency, question } = authorization;
  return question === undefined ? { status: 'elsewhere', dependency } : { status: 'question', dependency, ...question };
}

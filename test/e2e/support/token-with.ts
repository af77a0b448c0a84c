import { decodeJwt, SignJWT } from 'jose';
import type { World } from './world.js';

/** A token as the host would sign it, changed. */
export async function tokenWith(world: World, claims: Readonly<Record<string, unknown>>): Promise<string> {
  const { token } = (await (await fetch(`${world.host}/integration-hub/token`)).json()) as { token: string };
  const [key] = world.settings.sessionKeys;
  if (key?.algorithm !== 'HS256') throw new Error('The demo signs with a shared secret');
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'integration-session+jwt', kid: key.kid })
    .sign(new TextEncoder().encode(key.secret));
}

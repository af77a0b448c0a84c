import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AuthorizationServer } from '../../../../../demo/providers/authorization-server.js';
import { startSignInStage } from '../../../../support/sign-in-stage.js';

/** A server of its own on a shared database. On a line of input: many calls at once with one stored credential, an hour later. */
const [, , url = '', provider = '', connection = '', calls = '0'] = process.argv;
const { issuer, endpoints } = JSON.parse(provider) as AuthorizationServer;
const stage = await startSignInStage(
  { url },
  { provider: { issuer, endpoints } as AuthorizationServer, server: { now: () => new Date(Date.now() + 3_600_000) } },
);
const input = createInterface({ input: process.stdin });
console.log('ready');
await once(input, 'line');
const fetch = stage.hub.services.credentials.fetchFor({ connection, dependency: 'drive' });
const answers = await Promise.all(
  Array.from({ length: Number(calls) }, async () => {
    const answer = await fetch(endpoints.userinfo);
    return answer.ok ? ((await answer.json()) as { readonly email: string }).email : answer.status;
  }),
);
console.log(JSON.stringify(answers));
input.close();
await stage.stop();
process.exit(0);

import * as z from 'zod/mini';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { resealAll } from '../../hub/upkeep/reseal-all.js';

const Resealed = z.object({
  /** Sealed with an earlier key before, with the first one now. */
  resealed: z.number(),
  /** Left as they are: cut, moved to another place, or sealed with a key that is not in the ring. */
  unreadable: z.number(),
});

export const adminVaultRoutes = [
  route({
    method: 'post',
    path: '/v1/admin/vault/rotations',
    operationId: 'rotateKeys',
    summary: 'Seal everything again that an earlier key of the ring sealed',
    audience: 'admin',
    role: 'deployer',
    responses: { 200: { description: 'How many values that were', content: Resealed } },
    handler: async ({ services }) => answer(Resealed, await resealAll(services)),
  }),
];

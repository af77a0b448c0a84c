import * as z from 'zod/mini';
import { route } from '../../http/route.js';
import { findImage } from '../../hub/widgets/image.rows.js';
import { ProblemError } from '../../platform/problem-error.js';

const params = z.strictObject({ digest: z.string().check(z.regex(/^[0-9a-f]{32}$/)) });

export const imageRoutes = [
  route({
    method: 'get',
    path: '/images/{digest}',
    operationId: 'readImage',
    summary: 'An image of a widget or a connector',
    audience: 'public',
    params,
    responses: { 200: { description: 'The image; its address changes when it does', content: 'image/*' } },
    problems: ['not_found'],
    async handler({ services, params: { digest } }) {
      const image = await findImage(services.database.queries, digest);
      if (image === undefined) throw new ProblemError('not_found');
      return new Response(image.bytes, {
        headers: {
          'content-type': image.type,
          'cache-control': 'public, max-age=31536000, immutable',
          'access-control-allow-origin': '*',
          'cross-origin-resource-policy': 'cross-origin',
          // Opened by itself, an SVG is a document: it may do nothing then.
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'x-content-type-options': 'nosniff',
        },
      });
    },
  }),
];

import { createOpenApiDocument } from '../../http/open-api-document.js';
import { type Route, route } from '../../http/route.js';

/** @param rows what the document describes; asked when the document is first read, since this row is one of them */
export const openApiRoutes = (rows: () => readonly Route[], publicUrl: string) => {
  let text: string | undefined;
  return [
    route({
      method: 'get',
      path: '/openapi.json',
      operationId: 'readOpenApi',
      summary: 'This document',
      audience: 'public',
      always: true,
      responses: { 200: { description: 'OpenAPI 3.1', content: 'application/json' } },
      async handler() {
        text ??= JSON.stringify(createOpenApiDocument(rows(), publicUrl));
        return new Response(text, {
          headers: {
            'content-type': 'application/json',
            'access-control-allow-origin': '*',
            'cache-control': 'public, max-age=300',
          },
        });
      },
    }),
  ];
};

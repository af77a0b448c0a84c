import type * as z from 'zod/mini';
import {
  createDocument,
  type oas31,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { Authorization, RegisterAuthorizationRequest } from '../../contract/authorization.js';
import { Connection, SaveConnectionRequest, SaveCredentialRequest } from '../../contract/connection.js';
import { Configuration, Field, OptionsPage } from '../../contract/form.js';
import { HistoryPage } from '../../contract/history.js';
import { Hub } from '../../contract/hub.js';
import { Json } from '../../contract/names.js';
import { Problem, type ProblemCode, problems } from '../../contract/problem.js';
import { environmentHeader, requestHeader } from '../../contract/protocol.js';
import { Run, RunDetails } from '../../contract/run.js';
import { Widget, WidgetDefinition } from '../../contract/widget.js';
import { version } from '../platform/package-version.js';
import type { Route } from './route.js';

/** Schemas that have a name of their own in the document. */
const schemas = {
  Authorization,
  Configuration,
  Connection,
  Field,
  HistoryPage,
  Hub,
  Json,
  OptionsPage,
  Problem,
  RegisterAuthorizationRequest,
  Run,
  RunDetails,
  SaveConnectionRequest,
  SaveCredentialRequest,
  Widget,
  WidgetDefinition,
};

const byAudience: Readonly<Record<Route['audience'], readonly ProblemCode[]>> = {
  session: [
    'header_required',
    'token_missing',
    'token_invalid',
    'token_expired',
    'origin_not_allowed',
    'not_permitted',
    'rate_limited',
  ],
  admin: [
    'header_required',
    'token_missing',
    'token_invalid',
    'token_expired',
    'origin_not_allowed',
    'not_permitted',
    'rate_limited',
  ],
  own_page: ['header_required', 'origin_not_allowed', 'rate_limited'],
  public: ['rate_limited'],
};

const securityOf: Readonly<Record<Route['audience'], Readonly<Record<string, string[]>>[]>> = {
  session: [{ session: [] }],
  admin: [{ admin: [] }],
  own_page: [],
  public: [],
};

/** Every code that a row may answer, its own and those of the machinery around it. */
function codesOf(row: Route): readonly ProblemCode[] {
  const codes: ProblemCode[] = ['internal', 'unavailable', ...byAudience[row.audience], ...(row.problems ?? [])];
  if (row.params !== undefined) codes.push('not_found');
  if (row.query !== undefined) codes.push('invalid_request');
  if (row.body !== undefined) codes.push('malformed_json', 'unsupported_media_type', 'body_too_large', 'invalid_request');
  if (row.idempotent === true) codes.push('idempotency_mismatch', 'invalid_request');
  if (row.revised === true) codes.push('revision_required', 'revision_conflict');
  if (row.method !== 'get' && row.audience === 'session' && row.reads !== true) codes.push('read_only');
  return [...new Set(codes)];
}

function problemResponses(row: Route): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codesOf(row)) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}`,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}

function contentOf(content: z.ZodMiniType | string | null, also: string | undefined) {
  const other = also === undefined ? {} : { [also]: { schema: { type: 'string' as const } } };
  if (content === null) return undefined;
  if (typeof content === 'string')
    return { [content]: content.endsWith('json') ? {} : { schema: { type: 'string' as const } }, ...other };
  return { 'application/json': { schema: content }, ...other };
}

function responsesOf(row: Route): ZodOpenApiResponsesObject {
  const own = Object.entries(row.responses).map(([status, { description, content, also }]) => {
    const media = contentOf(content, also);
    return [status, media === undefined ? { description } : { description, content: media }] as const;
  });
  return { ...problemResponses(row), ...Object.fromEntries(own) };
}

const stringHeader = (name: string, required: boolean, description: string) => ({
  in: 'header' as const,
  name,
  required,
  description,
  schema: { type: 'string' as const },
});

function headersOf(row: Route) {
  const needsOurs =
    row.audience === 'session' || row.audience === 'admin' || (row.audience === 'own_page' && row.method !== 'get');
  return [
    ...(needsOurs && row.beacon !== true
      ? [stringHeader(requestHeader, true, 'Anything: so that no request is a simple one')]
      : []),
    ...(row.audience === 'session' ? [stringHeader(environmentHeader, false, 'Default `LIVE`')] : []),
    ...(row.idempotent === true
      ? [stringHeader('idempotency-key', false, 'The same request again gets the same answer, for a day')]
      : []),
    ...(row.revised === true ? [stringHeader('if-match', true, 'The `ETag` of what was read, such as `"r4"`')] : []),
  ];
}

function operationOf(row: Route): ZodOpenApiOperationObject {
  const params = row.params as z.ZodMiniObject | undefined;
  const query = row.query as z.ZodMiniObject | undefined;
  const headers = headersOf(row);
  return {
    operationId: row.operationId,
    summary: row.summary,
    security: securityOf[row.audience],
    ...(headers.length === 0 ? {} : { parameters: headers }),
    ...(params === undefined && query === undefined
      ? {}
      : { requestParams: { ...(params === undefined ? {} : { path: params }), ...(query === undefined ? {} : { query }) } }),
    ...(row.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: row.body } } } }),
    responses: responsesOf(row),
  };
}

/** The OpenAPI 3.1 document of some routes. */
export function createOpenApiDocument(rows: readonly Route[], publicUrl: string): oas31.OpenAPIObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const row of rows) paths[row.path] = { ...paths[row.path], [row.method]: operationOf(row) };
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: { title: 'integration-hub', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicUrl.replace(/\/+$/, '') }],
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A session token, signed by the host' },
        admin: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An admin token' },
      },
    },
    paths,
  };
  return createDocument(document);
}

import { type HistoryEntry, HistoryPage, HistoryQuery } from '../../../contract/history.js';
import { toCsv } from '../../../contract/rules/csv.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import { addressedConnection } from '../../hub/connections/find-connection.js';
import { readHistory } from '../../hub/history/history-line.rows.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type OpaqueIds, opaqueIds } from '../../platform/vault/opaque-ids.js';
import { ConnectionParams } from './connection-params.js';

const DEFAULT_LIMIT = 20;
/** Rows of a CSV export. */
const MOST_EXPORTED = 10_000;

const columns = [
  'at',
  'kind',
  'action',
  'who',
  'outcome',
  'message',
  'duration',
  'run',
] as const satisfies readonly (keyof HistoryEntry)[];

const asLines = (entries: readonly HistoryEntry[]) => [
  columns,
  ...entries.map((entry) => columns.map((column) => entry[column])),
];

const wantsCsv = (request: Request): boolean =>
  (request.headers.get('accept') ?? '').split(',').some((type) => type.split(';')[0]?.trim().toLowerCase() === 'text/csv');

/** The cursor is the id of the last entry of the page before. @throws {ProblemError} `invalid_request` */
function cursorOf(cursor: string | undefined, ids: OpaqueIds): string | undefined {
  const before = cursor === undefined ? undefined : ids.read(cursor);
  if (cursor === undefined || before !== undefined) return before;
  throw new ProblemError('invalid_request', { errors: [{ pointer: '#/cursor', code: 'invalid' }] });
}

export const historyRoutes = [
  route({
    method: 'get',
    path: '/v1/widgets/{widget}/connections/{connection}/history',
    operationId: 'readHistory',
    summary: 'What has happened, newest first; as CSV with `Accept: text/csv`',
    audience: 'session',
    params: ConnectionParams,
    query: HistoryQuery,
    responses: { 200: { description: 'A page of the history', content: HistoryPage, also: 'text/csv' } },
    problems: ['widget_not_found', 'not_found'],
    async handler({ request, services, session, params, query }) {
      const { queries } = services.database;
      const { widget, stored } = await addressedConnection(queries, services, session, params);
      // The panel is off: there is nothing to read.
      if (widget.definition.history !== true) throw new ProblemError('not_found');
      const csv = wantsCsv(request);
      const limit = csv ? MOST_EXPORTED : Number(query.limit ?? DEFAULT_LIMIT);
      const ids = opaqueIds(services.vault, 'ids of the history')(session);
      const selection = { outcome: query.outcome, before: cursorOf(query.cursor, ids), limit };
      const none = { entries: [], total: 0, more: false };
      const { entries, total, more } = stored === undefined ? none : await readHistory(queries, stored.row, selection, ids);
      if (csv) {
        return new Response(toCsv(asLines(entries)), {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': 'attachment; filename="history.csv"',
            vary: 'Accept',
          },
        });
      }
      const last = more ? entries.at(-1)?.id : undefined;
      return answer(
        HistoryPage,
        { entries: [...entries], total, ...(last === undefined ? {} : { cursor: last }) },
        { headers: { vary: 'Accept' } },
      );
    },
  }),
];

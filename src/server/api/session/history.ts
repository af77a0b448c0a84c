import { type HistoryEntry, HistoryPage, HistoryQuery } from '../../../contract/history.js';
import { toCsv } from '../../../contract/rules/csv.js';
import { answer } from '../../http/answer.js';
import { route } from '../../http/route.js';
import type { ConnectionRow } from '../../hub/connections/connection.rows.js';
import { addressedConnection } from '../../hub/connections/find-connection.js';
import { countHistory, type HistorySelection, readHistory } from '../../hub/history/history-line.rows.js';
import type { Queries } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { type OpaqueIds, opaqueIds } from '../../platform/vault/opaque-ids.js';
import { ConnectionParams } from './connection-params.js';

const DEFAULT_LIMIT = 20;
/** Rows of a CSV export. */
const MOST_EXPORTED = 10_000;
const CSV_PAGE = 200;

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

const asLines = (entries: readonly HistoryEntry[]) => entries.map((entry) => columns.map((column) => entry[column]));

/** A page at a time: nobody else waits for thousands of lines to be read and written in one go. */
async function* csvPages(
  queries: Queries,
  row: ConnectionRow | undefined,
  selection: Pick<HistorySelection, 'outcome' | 'before'>,
  ids: OpaqueIds,
): AsyncGenerator<string> {
  if (row === undefined) return;
  let { before } = selection;
  for (let left = MOST_EXPORTED; ; left -= CSV_PAGE) {
    const { entries, more } = await readHistory(queries, row, { ...selection, before, limit: CSV_PAGE }, ids);
    yield toCsv(asLines(entries));
    const last = entries.at(-1);
    if (!more || last === undefined || left <= CSV_PAGE) return;
    before = ids.read(last.id);
  }
}

/** What fails before the first page is a problem; afterwards the answer breaks off. */
async function csvBody(pages: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let next = await pages.next();
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(toCsv([columns]))),
    async pull(controller) {
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = await pages.next();
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

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
      const ids = opaqueIds(services.vault, 'ids of the history')(session);
      const selection = { outcome: query.outcome, before: cursorOf(query.cursor, ids) };
      if (wantsCsv(request)) {
        const pages = csvPages(queries, stored?.row, selection, ids);
        return new Response(await csvBody(pages), {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': 'attachment; filename="history.csv"',
            vary: 'Accept',
          },
        });
      }
      const limit = Number(query.limit ?? DEFAULT_LIMIT);
      const total = stored === undefined ? 0 : await countHistory(queries, stored.row, query.outcome);
      const none = { entries: [], more: false };
      const { entries, more } =
        stored === undefined ? none : await readHistory(queries, stored.row, { ...selection, limit }, ids);
      const last = more ? entries.at(-1)?.id : undefined;
      return answer(
        HistoryPage,
        { entries: [...entries], total, ...(last === undefined ? {} : { cursor: last }) },
        { headers: { vary: 'Accept' } },
      );
    },
  }),
];

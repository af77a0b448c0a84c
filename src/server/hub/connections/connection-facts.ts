import type { Credential } from '../../../contract/connection.js';
import { connectionState } from '../../../contract/rules/connection-state.js';
import type { OfferedState } from '../../../contract/rules/offered.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConnectionRow } from './connection.rows.js';

export interface ConnectionFacts extends OfferedState {
  readonly credentials: readonly Credential[];
  /** Configuration flows with saved values. */
  readonly saved: readonly string[];
}

export interface StoredFacts {
  readonly credentials: ReadonlyMap<string, readonly Credential[]>;
  readonly saved: ReadonlyMap<string, readonly string[]>;
}

const grouped = <T extends { readonly connection: string }, V>(rows: readonly T[], value: (row: T) => V): Map<string, V[]> => {
  const groups = new Map<string, V[]>();
  for (const row of rows) groups.set(row.connection, [...(groups.get(row.connection) ?? []), value(row)]);
  return groups;
};

/** What is stored about some connections, in two queries however many they are. */
export async function readStoredFacts(queries: Queries, connections: readonly ConnectionRow[]): Promise<StoredFacts> {
  const ids = connections.map((connection) => connection.id);
  if (ids.length === 0) return { credentials: new Map(), saved: new Map() };
  const [credentials, configurations] = await Promise.all([
    queries
      .selectFrom('credentials')
      .select(['connection', 'dependency', 'status', 'method', 'account', 'missing'])
      .where('connection', 'in', ids)
      .execute(),
    queries.selectFrom('configurations').select(['connection', 'flow']).where('connection', 'in', ids).execute(),
  ]);
  return {
    credentials: grouped(credentials, ({ dependency, status, method, account, missing }) => ({
      dependency,
      status,
      method,
      ...(account === null ? {} : { account }),
      ...(missing === null ? {} : { missing: [...missing] }),
    })),
    saved: grouped(configurations, ({ flow }) => flow),
  };
}

/** The state of one connection of a widget, by the rule that the browser applies as well (spec §2). */
export function factsOf(stored: StoredFacts, row: ConnectionRow | undefined, widget: WidgetDefinition): ConnectionFacts {
  const known = (row === undefined ? undefined : stored.credentials.get(row.id)) ?? [];
  const saved = (row === undefined ? undefined : stored.saved.get(row.id)) ?? [];
  const credentials = (widget.dependencies ?? []).map(
    ({ key }): Credential => known.find((credential) => credential.dependency === key) ?? { dependency: key, status: 'missing' },
  );
  const state = connectionState({
    active: row?.active ?? false,
    dependencies: credentials.map((credential) => credential.status === 'valid'),
    linked: widget.configurations ?? [],
    saved,
  });
  return { ...state, credentials, saved };
}

export async function connectionFacts(
  queries: Queries,
  row: ConnectionRow | undefined,
  widget: WidgetDefinition,
): Promise<ConnectionFacts> {
  return factsOf(await readStoredFacts(queries, row === undefined ? [] : [row]), row, widget);
}

import { sql } from 'kysely';
import type { Queries } from '../../src/server/platform/database/queries.js';

/** Notes which transaction changed what, and which told of it. */
export interface ChangeWatch {
  /** Refuses the first event of a transaction that makes a change, such as `runs:running`: as a crash between the two would. */
  refuseOnce(change: string): Promise<void>;
  isRefused(): Promise<boolean>;
  /** How often a change was committed. */
  committed(change: string): Promise<number>;
  /** Changes whose transaction told of nothing. */
  untold(): Promise<string[]>;
}

const note = (table: string, condition: string, change: string): string =>
  `if ${condition} then insert into noted values (pg_current_xact_id(), '${table}:' || ${change}); end if;`;

const statements = [
  'create table noted (xact xid8 not null, change text not null)',
  'create table refused_change (change text)',
  'create sequence refusals',
  `create function note_run() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then insert into noted values (pg_current_xact_id(), 'runs:' || new.status); return new; end if;
    ${note('runs', 'new.status <> old.status', 'new.status')}
    ${note('runs', 'new.cancelling and not old.cancelling', "'cancelling'")}
    ${note('runs', 'new.progress_done is distinct from old.progress_done', "'progress'")}
    return new; end $$`,
  `create function note_authorization() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then insert into noted values (pg_current_xact_id(), 'authorizations:' || new.status); return new; end if;
    ${note('authorizations', 'new.status <> old.status', "new.status || case when old.question is null then '' else ' after an answer' end")}
    ${note('authorizations', 'new.question is not null and old.question is null', "'asking'")}
    return new; end $$`,
  `create function note_connection() returns trigger language plpgsql as $$ begin
    ${note('connections', 'new.active <> old.active', "case when new.active then 'active' else 'inactive' end")}
    return new; end $$`,
  `create function note_row() returns trigger language plpgsql as $$ begin
    insert into noted values (pg_current_xact_id(), tg_table_name || ':' || lower(tg_op));
    return coalesce(new, old); end $$`,
  `create function note_event() returns trigger language plpgsql as $$ begin
    if exists (select from noted join refused_change using (change) where xact = pg_current_xact_id()) and nextval('refusals') = 1
      then raise 'refused'; end if;
    insert into noted values (pg_current_xact_id(), 'outbox');
    return new; end $$`,
  'create trigger note_run before insert or update on runs for each row execute function note_run()',
  'create trigger note_authorization before insert or update on authorizations for each row execute function note_authorization()',
  'create trigger note_connection before update on connections for each row execute function note_connection()',
  'create trigger note_history before insert on history for each row execute function note_row()',
  'create trigger note_credential before insert or delete on credentials for each row execute function note_row()',
  'create trigger note_configuration before insert or update or delete on configurations for each row execute function note_row()',
  'create trigger note_event before insert on outbox for each row execute function note_event()',
];

export async function watchChanges(queries: Queries): Promise<ChangeWatch> {
  for (const statement of statements) await sql.raw(statement).execute(queries);
  return {
    async refuseOnce(change) {
      await sql`delete from refused_change`.execute(queries);
      await sql`select setval('refusals', 1, false)`.execute(queries);
      await sql`insert into refused_change values (${change})`.execute(queries);
    },
    async isRefused() {
      const { rows } = await sql<{ called: boolean }>`select is_called as called from refusals`.execute(queries);
      return rows[0]?.called === true;
    },
    async committed(change) {
      const { rows } = await sql<{ count: string }>`select count(*) as count from noted where change = ${change}`.execute(
        queries,
      );
      return Number(rows[0]?.count);
    },
    async untold() {
      const { rows } = await sql<{ change: string }>`
        select distinct change from noted where xact not in (select xact from noted where change = 'outbox') order by 1`.execute(
        queries,
      );
      return rows.map(({ change }) => change);
    },
  };
}

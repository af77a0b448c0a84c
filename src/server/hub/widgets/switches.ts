import { ProblemError } from '../../platform/problem-error.js';
import type { Services } from '../services/services.js';
import { changeEnvironment, environmentNames } from './environment.rows.js';
import { findWidget, lockWidget, putSwitches, type WidgetRow } from './widget.rows.js';

/** As the editor shows them: the list of tenants is kept while it is off. */
export interface WidgetSwitches {
  readonly disabled: boolean;
  readonly tenantsOn: boolean;
  readonly tenants: readonly string[];
  readonly revision: number;
}

const toSwitches = ({ disabled, tenants_on: tenantsOn, tenants, switches_revision: revision }: WidgetRow): WidgetSwitches => ({
  disabled,
  tenantsOn,
  tenants: [...tenants],
  revision,
});

/** @throws {ProblemError} `widget_not_found` */
export async function readSwitches({ database }: Pick<Services, 'database'>, key: string): Promise<WidgetSwitches> {
  const row = await findWidget(database.queries, key);
  if (row === undefined) throw new ProblemError('widget_not_found');
  return toSwitches(row);
}

/**
 * Switches a widget: at once, in every environment, whoever defines it (src/README.md §1).
 *
 * @param revision the one that the caller has read
 * @throws {ProblemError} `widget_not_found`, `revision_conflict`
 */
export async function saveSwitches(
  { database, definitions, now }: Pick<Services, 'database' | 'definitions' | 'now'>,
  key: string,
  wanted: Omit<WidgetSwitches, 'revision'>,
  revision: number,
): Promise<WidgetSwitches> {
  const saved = await database.transaction(async (transaction) => {
    const row = await lockWidget(transaction, key);
    if (row === undefined) throw new ProblemError('widget_not_found');
    const isAsWanted = JSON.stringify({ ...toSwitches(row), revision: 0 }) === JSON.stringify({ ...wanted, revision: 0 });
    // The answer to the same request got lost.
    if (isAsWanted) return toSwitches(row);
    if (row.switches_revision !== revision) throw new ProblemError('revision_conflict');
    const next = await putSwitches(transaction, row, wanted);
    for (const environment of await environmentNames(transaction)) await changeEnvironment(transaction, environment, now());
    return { ...wanted, revision: next };
  });
  definitions.forget();
  return saved;
}

import type { JsonValue } from '../../../contract/names.js';
import type { Transaction } from '../../platform/database/queries.js';
import { type SplitDefinition, type Switches, splitDefinition, stored, versionContent } from '../definitions/content.js';
import { CatalogueError } from '../definitions/create-catalogue.js';
import type { Services } from '../services/services.js';
import { changeEnvironment, environmentNames } from './environment.rows.js';
import { keepParameters } from './parameters.js';
import { storeImages } from './stored-images.js';
import {
  dropWidget,
  insertWidget,
  lockWidgets,
  putCodeSwitches,
  putDraft,
  putPosition,
  putSwitches,
  switchesIn,
  type WidgetRow,
} from './widget.rows.js';

type Ports = Pick<Services, 'definitions' | 'vault' | 'now'>;

/** What a start has changed: of drafts, and of what every environment shows at once. */
interface Changes {
  drafts: boolean;
  everywhere: boolean;
}

const nameIn = (draft: JsonValue): string =>
  typeof draft === 'object' && draft !== null && 'name' in draft ? String(draft.name) : 'unnamed';

/** @throws {CatalogueError} about every key that the editor holds and code defines too: nothing is overwritten */
function requireOwn({ definitions: { catalogue } }: Pick<Services, 'definitions'>, rows: readonly WidgetRow[]): void {
  const faults = catalogue.widgets.flatMap(({ key, name }) => {
    const held = rows.find((row) => row.key === key && row.source === 'editor');
    if (held === undefined) return [];
    return `Widget "${key}": code defines "${name}", and the editor holds "${nameIn(held.draft)}" under the same key. Give one of them another key`;
  });
  if (faults.length > 0) throw new CatalogueError(faults);
}

/** What is switched where code says something of a switch that it did not say before; what was switched elsewhere stays otherwise. */
function switchedBy(said: Switches, row: WidgetRow) {
  const before = Object(row.code_switches);
  const isNew = (name: keyof Switches, silent: JsonValue): boolean =>
    row.code_switches === null || JSON.stringify(said[name] ?? silent) !== JSON.stringify(Reflect.get(before, name) ?? silent);
  const [disables, lists] = [isNew('disabled', false), isNew('tenants', null)];
  if (!disables && !lists) return undefined;
  return {
    disabled: disables ? said.disabled : row.disabled,
    tenantsOn: lists ? said.tenants !== undefined : row.tenants_on,
    tenants: (lists ? said.tenants : undefined) ?? [...row.tenants],
  };
}

async function storeWidget(
  transaction: Transaction,
  ports: Ports,
  split: SplitDefinition,
  position: number,
  row: WidgetRow | undefined,
  changes: Changes,
): Promise<void> {
  const { content, switches } = split;
  const { key } = content;
  const { text, digest } = stored(content);
  const code = stored(versionContent(content, ports.definitions.catalogue)).digest;
  const draft = { key, position, source: 'code', content: JSON.parse(text) as JsonValue, digest, code, by: undefined } as const;
  if (row === undefined) {
    await insertWidget(transaction, draft, switches, ports.now());
    changes.drafts = true;
  } else if (row.draft_digest !== digest || row.draft_code !== code) {
    await putDraft(transaction, draft, switchesIn(row), ports.now());
    changes.drafts = true;
  }
  if (row !== undefined && (row.position !== position || row.orphaned)) {
    await putPosition(transaction, key, position);
    changes.everywhere = true;
  }
  const switched = row && switchedBy(switches, row);
  if (switched !== undefined) {
    await putSwitches(transaction, { key, draft: draft.content }, switched);
    await putCodeSwitches(transaction, key, switches);
    changes.everywhere = true;
  }
  if (await keepParameters(transaction, ports, key, split)) changes.everywhere = true;
  await storeImages(transaction, split.images);
}

/**
 * Makes the widgets that code defines the drafts, in code's order. What code no longer defines goes, unless it was deployed or somebody
 * has set a secret of it: then it stays, to be switched, undeployed and shown again. A second start with the same code changes nothing.
 *
 * @throws {CatalogueError} where the editor holds a key that code defines
 */
export async function storeWidgetsFromCode(ports: Ports & Pick<Services, 'database'>): Promise<void> {
  const { database, definitions, now } = ports;
  const { catalogue } = definitions;
  await database.transaction(async (transaction) => {
    const rows = await lockWidgets(transaction);
    requireOwn(ports, rows);
    const changes: Changes = { drafts: false, everywhere: false };
    for (const [position, definition] of catalogue.widgets.entries()) {
      const split = splitDefinition(definition, catalogue.connector);
      await storeWidget(
        transaction,
        ports,
        split,
        position,
        rows.find(({ key }) => key === definition.key),
        changes,
      );
    }
    const keys = new Set(catalogue.widgets.map(({ key }) => key));
    for (const { key, source, orphaned } of rows) {
      if (source !== 'code' || keys.has(key)) continue;
      await dropWidget(transaction, key);
      if (!orphaned) changes.drafts = true;
    }
    await storeImages(transaction, catalogue.images);
    const known = await environmentNames(transaction);
    const changed = changes.everywhere
      ? new Set([...known, 'DRAFT'])
      : new Set(changes.drafts || !known.includes('DRAFT') ? ['DRAFT'] : []);
    for (const environment of changed) await changeEnvironment(transaction, environment, now());
  });
  definitions.forget();
}

import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { stored } from '../definitions/content.js';
import { readDraft, readVersion } from '../definitions/stored-content.js';
import type { Services } from '../services/services.js';
import {
  type DeploymentRow,
  hasShown,
  insertDeployment,
  pointTo,
  pointToNone,
  shownSince,
  shownVersions,
} from './deployment.rows.js';
import { changeEnvironment } from './environment.rows.js';
import { findVersion, numberVersion } from './version.rows.js';
import { lockWidget, type WidgetRow } from './widget.rows.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'now'>;

export interface DeploymentItem {
  readonly widget: string;
  /** Default: what its author has written, as a version. `before`: what the environment showed before the version of now. */
  readonly version?: number | 'before' | undefined;
}

export interface DeploymentRequest {
  readonly environment: string;
  readonly items: readonly DeploymentItem[];
  readonly note?: string | undefined;
  readonly by: string | undefined;
}

export interface DeployedItem {
  readonly widget: string;
  readonly version: number;
  readonly kind: 'deploy' | 'promote' | 'roll_back';
  /** False where the environment showed it already. */
  readonly changed: boolean;
}

/** What a widget is to show: the content of a version, and its number. */
interface Target {
  readonly version: number;
  readonly digest: string;
  readonly widget: JsonValue;
}

async function numbered(
  transaction: Transaction,
  { key, version }: { readonly key: string; readonly version: number },
): Promise<Target> {
  const found = await findVersion(transaction, key, version);
  if (found === undefined) throw new ProblemError('not_found', { detail: `There is no version ${version} of "${key}"` });
  const { content, faults } = readVersion(found.content);
  if (content === undefined) throw new ProblemError('not_deployable', { detail: faults[0] ?? 'The version cannot be read' });
  return { version, digest: found.digest, widget: isJsonObject(found.content) ? (found.content['widget'] ?? null) : null };
}

async function drafted(
  transaction: Transaction,
  { definitions, now }: Ports,
  { key, draft, draft_code: code, orphaned }: WidgetRow,
  by: string | undefined,
): Promise<Target> {
  const { content, faults } = readDraft(draft, definitions.catalogue);
  if (orphaned) throw new ProblemError('not_deployable', { detail: 'Code defines this widget no more' });
  if (content === undefined) throw new ProblemError('not_deployable', { detail: faults[0] ?? 'The draft cannot be read' });
  const { text, digest } = stored(content);
  // In a rolling deployment: the draft of one code, and forms and flows of another one, are a version that nobody wrote.
  if (code !== null && code !== digest)
    throw new ProblemError('not_deployable', {
      detail: `The draft of "${key}" was made by a server with other code than this one`,
      hint: 'Deploy once all servers run the same code',
    });
  const version = await numberVersion(transaction, { widget: key, text, digest, by }, now());
  return { version, digest, widget: draft };
}

/** What an environment showed one after the other, without what was rolled back from: another roll-back goes further back. */
function shownInTurn(oldestFirst: readonly { readonly version: number; readonly kind: DeploymentRow['kind'] }[]): number[] {
  const turns: number[] = [];
  for (const { version, kind } of oldestFirst) {
    const earlier = turns.lastIndexOf(version);
    if (kind === 'roll_back' && earlier >= 0) turns.length = earlier;
    if (turns.at(-1) !== version) turns.push(version);
  }
  return turns;
}

async function versionBefore(
  transaction: Transaction,
  place: { readonly environment: string; readonly widget: string },
  shown: number | undefined,
): Promise<number> {
  const turns = shownInTurn(await shownSince(transaction, place));
  const before = turns.at(-1) === shown ? turns.at(-2) : turns.at(-1);
  if (before === undefined) throw new ProblemError('not_found', { detail: `${place.environment} has shown no version before` });
  return before;
}

async function deployItem(
  transaction: Transaction,
  ports: Ports,
  item: DeploymentItem,
  request: DeploymentRequest,
): Promise<DeployedItem> {
  const { environment, note, by } = request;
  const row = await lockWidget(transaction, item.widget);
  if (row === undefined) throw new ProblemError('widget_not_found', { detail: `There is no widget "${item.widget}"` });
  const { key } = row;
  const shown = (await shownVersions(transaction, key)).get(environment);
  const wanted = item.version === 'before' ? await versionBefore(transaction, { environment, widget: key }, shown) : item.version;
  const target =
    wanted === undefined ? await drafted(transaction, ports, row, by) : await numbered(transaction, { key, version: wanted });
  // One that comes from another environment is promoted.
  const isRepeated = wanted !== undefined && (await hasShown(transaction, { environment, widget: key, version: wanted }));
  const kind = wanted === undefined ? 'deploy' : isRepeated ? 'roll_back' : 'promote';
  const deployed = { widget: key, version: target.version, kind } as const;
  if (shown === target.version) return { ...deployed, changed: false };
  const at = ports.now();
  await pointTo(transaction, { environment, widget: key, version: target.version, by }, at);
  const { digest, widget: content } = target;
  await insertDeployment(transaction, { environment, ...deployed, note, by, content, digest }, at);
  return { ...deployed, changed: true };
}

/**
 * Points an environment at versions of widgets, all of them or none. The same content twice makes no second deployment.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found` for a version that is not there, `not_deployable`
 */
export async function deploy(ports: Ports, request: DeploymentRequest): Promise<DeployedItem[]> {
  const { environment, items } = request;
  const { database, definitions, now } = ports;
  const deployed = await database.transaction(async (transaction) => {
    const results: DeployedItem[] = [];
    // In one order: of two that deploy the same widgets, the second waits.
    for (const item of [...items].sort((one, other) => (one.widget < other.widget ? -1 : 1)))
      results.push(await deployItem(transaction, ports, item, request));
    if (results.some(({ changed }) => changed)) await changeEnvironment(transaction, environment, now());
    return results;
  });
  definitions.forget(environment);
  return items.flatMap(({ widget }) => deployed.find((item) => item.widget === widget) ?? []);
}

/** Removes a widget from an environment; its connections stay, hidden. */
export async function undeploy(
  { database, definitions, now }: Ports,
  { environment, widget, by }: { readonly environment: string; readonly widget: string; readonly by: string | undefined },
): Promise<{ readonly changed: boolean }> {
  const changed = await database.transaction(async (transaction) => {
    await lockWidget(transaction, widget);
    if (!(await pointToNone(transaction, environment, widget))) return false;
    const at = now();
    const gone = { kind: 'undeploy', version: undefined, note: undefined, content: undefined, digest: '' } as const;
    await insertDeployment(transaction, { environment, widget, by, ...gone }, at);
    await changeEnvironment(transaction, environment, at);
    return true;
  });
  definitions.forget(environment);
  return { changed };
}

import type { JsonValue } from '../../../contract/names.js';
import type { Transaction } from '../../platform/database/queries.js';
import { ProblemError } from '../../platform/problem-error.js';
import { VaultError } from '../../platform/vault/vault.js';
import type { Parameter } from '../definitions/content.js';
import { everyEnvironment, secretContext } from '../definitions/definitions.js';
import { readWidget } from '../definitions/stored-content.js';
import type { Services } from '../services/services.js';
import { changeEnvironment, environmentNames } from './environment.rows.js';
import {
  deleteSecret,
  deleteValue,
  type ParameterPlace,
  putSecret,
  putValue,
  type SecretRow,
  secretRows,
  valueRows,
} from './parameter.rows.js';
import { findWidget, lockWidget, type WidgetRow } from './widget.rows.js';

type Ports = Pick<Services, 'vault' | 'now'>;

const contextOf = ({ environment, owner, place, name }: ParameterPlace): string => secretContext(environment, owner, place, name);

async function holds({ vault }: Pick<Services, 'vault'>, row: SecretRow, value: string): Promise<boolean> {
  try {
    return (await vault.open(row.sealed, contextOf(row))) === value;
  } catch (cause) {
    // Written anew, with a key that is there.
    if (cause instanceof VaultError) return false;
    throw cause;
  }
}

/** Keeps what code says beside a widget, for every environment that has none of its own. Answers whether that was something new. */
export async function keepParameters(
  transaction: Transaction,
  { vault, now }: Ports,
  owner: string,
  said: { readonly secrets: readonly Parameter<string>[]; readonly values: readonly Parameter<JsonValue>[] },
): Promise<boolean> {
  const inCode = <Row extends ParameterPlace>(rows: readonly Row[]) =>
    rows.filter(({ environment }) => environment === everyEnvironment);
  const isOf = (row: ParameterPlace) => (parameter: Parameter<JsonValue>) =>
    parameter.dependency === row.place && parameter.name === row.name;
  let isNew = false;
  const known = inCode(await secretRows(transaction, owner));
  for (const { dependency: place, name, value } of said.secrets) {
    const row = known.find((candidate) => candidate.place === place && candidate.name === name);
    if (row !== undefined && (await holds({ vault }, row, value))) continue;
    const at = { environment: everyEnvironment, owner, place, name };
    await putSecret(transaction, at, { sealed: await vault.seal(value, contextOf(at)), by: undefined }, now());
    isNew = true;
  }
  const values = inCode(await valueRows(transaction, owner));
  for (const { dependency: place, name, value } of said.values) {
    if (values.some((row) => row.place === place && row.name === name && row.value === value)) continue;
    await putValue(transaction, { environment: everyEnvironment, owner, place, name }, { value, by: undefined }, now());
    isNew = true;
  }
  for (const row of known.filter((candidate) => !said.secrets.some(isOf(candidate))))
    isNew = (await deleteSecret(transaction, row)) || isNew;
  for (const row of values.filter((candidate) => !said.values.some(isOf(candidate)))) {
    await deleteValue(transaction, row);
    isNew = true;
  }
  return isNew;
}

/** @throws {ProblemError} `widget_not_found` */
async function requireWidget(transaction: Transaction, { owner }: ParameterPlace): Promise<WidgetRow> {
  const row = await lockWidget(transaction, owner);
  if (row === undefined) throw new ProblemError('widget_not_found');
  return row;
}

/** Of a dependency of a widget that is there, and one that its sign-in uses. @throws {ProblemError} `widget_not_found`, `not_found` */
async function requireSecret(
  transaction: Transaction,
  { definitions: { catalogue } }: Pick<Services, 'definitions'>,
  at: ParameterPlace,
): Promise<void> {
  const { draft } = await requireWidget(transaction, at);
  const dependency = readWidget(draft).content?.dependencies?.find(({ key }) => key === at.place);
  if (dependency === undefined) throw new ProblemError('not_found', { detail: `"${at.owner}" has no dependency "${at.place}"` });
  const oauth = catalogue.connector(dependency.connector)?.oauth;
  const names = oauth === undefined ? [] : ['clientSecret', ...(oauth.secretParams ?? []).map((name) => `tokenParams.${name}`)];
  if (names.includes(at.name)) return;
  const known = names.length === 0 ? 'none' : names.join(', ');
  throw new ProblemError('not_found', { detail: `"${at.place}" has no secret "${at.name}"`, hint: `It has: ${known}` });
}

/** An environment that has shown nothing yet has nobody to be told. */
async function tellEnvironment(transaction: Transaction, environment: string, at: Date): Promise<void> {
  if ((await environmentNames(transaction)).includes(environment)) await changeEnvironment(transaction, environment, at);
}

/**
 * Seals a secret of an environment: at once, without a deployment. It is never read back.
 *
 * @throws {ProblemError} `widget_not_found`, `not_found` where the sign-in has no such secret
 */
export async function setSecret(
  { database, definitions, vault, now }: Pick<Services, 'database' | 'definitions' | 'vault' | 'now'>,
  place: ParameterPlace,
  value: string,
  by: string | undefined,
): Promise<void> {
  const sealed = await vault.seal(value, contextOf(place));
  await database.transaction(async (transaction) => {
    await requireSecret(transaction, { definitions }, place);
    const at = now();
    await putSecret(transaction, place, { sealed, by }, at);
    await tellEnvironment(transaction, place.environment, at);
  });
  definitions.forget(place.environment);
}

/** @throws {ProblemError} `widget_not_found`, `not_found` where there is none of this environment's own */
export async function removeSecret(
  { database, definitions, now }: Pick<Services, 'database' | 'definitions' | 'now'>,
  place: ParameterPlace,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await requireWidget(transaction, place);
    if (!(await deleteSecret(transaction, place))) throw new ProblemError('not_found');
    await tellEnvironment(transaction, place.environment, now());
  });
  definitions.forget(place.environment);
}

export interface SecretView {
  readonly environment: string;
  readonly dependency: string;
  readonly name: string;
  readonly updatedAt: string;
  readonly updatedBy?: string;
}

/** Which ones are set, by environment. @throws {ProblemError} `widget_not_found` */
export async function listSecrets({ database: { queries } }: Pick<Services, 'database'>, widget: string): Promise<SecretView[]> {
  if ((await findWidget(queries, widget)) === undefined) throw new ProblemError('widget_not_found');
  return (await secretRows(queries, widget)).map(({ environment, place, name, updated_at: at, updated_by: by }) => ({
    environment,
    dependency: place,
    name,
    updatedAt: at.toISOString(),
    ...(by === null ? {} : { updatedBy: by }),
  }));
}

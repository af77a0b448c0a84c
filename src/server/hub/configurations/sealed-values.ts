import type { Field, FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import { isJsonObject } from '../../../contract/rules/json-object.js';
import type { Scope } from '../../platform/access.js';
import type { Vault } from '../../platform/vault/vault.js';

/** The identity of saved values. A run's copy of them has the same one. */
export const valuesContext = ({ environment, tenant }: Scope, connection: string, flow: string): string =>
  JSON.stringify(['configuration', environment, tenant, connection, flow]);

/** What stands in the place of a password among stored values: `{ "$sealed": … }`. */
export function sealedText(value: JsonValue | undefined): string | undefined {
  const text = isJsonObject(value) && Object.hasOwn(value, '$sealed') ? value['$sealed'] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Whether something sealed, or what passes for it, is in a value. */
export function holdsSealed(value: JsonValue): boolean {
  if (sealedText(value) !== undefined) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsSealed);
}

export const isEmpty = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === '';

/** Seals every password of a form, those in the rows of groups too. What is sealed already stays as it is. */
export async function sealPasswords(
  fields: readonly Field[],
  values: FormValues,
  seal: (value: JsonValue) => Promise<string>,
): Promise<FormValues> {
  const one = async (field: Field | undefined, value: JsonValue): Promise<JsonValue> => {
    if (field?.type === 'group' && Array.isArray(value))
      return Promise.all(value.map((row) => (isJsonObject(row) ? sealPasswords(field.fields ?? [], row, seal) : row)));
    if (field?.type !== 'password' || isEmpty(value) || sealedText(value) !== undefined) return value;
    return { $sealed: await seal(value) };
  };
  const entries = Object.entries(values).map(
    async ([key, value]) =>
      [
        key,
        await one(
          fields.find((field) => field.key === key),
          value,
        ),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Puts something else in the place of everything sealed, wherever it is: a newer form may have other fields. */
export async function replaceEverySealed(value: JsonValue, by: (sealed: string) => Promise<JsonValue>): Promise<JsonValue> {
  const sealed = sealedText(value);
  if (sealed !== undefined) return by(sealed);
  if (Array.isArray(value)) return Promise.all(value.map((entry: JsonValue) => replaceEverySealed(entry, by)));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(async ([key, entry]) => [key, await replaceEverySealed(entry, by)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The value with its passwords as they were typed. @throws {VaultError} */
export const openSealed = (vault: Vault, value: JsonValue, context: string): Promise<JsonValue> =>
  replaceEverySealed(value, (sealed) => vault.open(sealed, context));

/** What a run carries, as its flow reads it: values by configuration flow. @throws {VaultError} */
export async function openConfiguration(
  vault: Vault,
  run: Scope & { readonly connection: string; readonly configuration: JsonValue },
): Promise<JsonValue> {
  if (!isJsonObject(run.configuration)) return run.configuration;
  const entries = Object.entries(run.configuration).map(
    async ([flow, values]) => [flow, await openSealed(vault, values, valuesContext(run, run.connection, flow))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

import type { FormValues } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { Scope } from '../../platform/access.js';
import { VaultError } from '../../platform/vault/vault.js';
import { carriedAfter, replaceCarried } from '../runs/carried.rows.js';
import type { Services } from '../services/services.js';
import { configurationsAfter, replaceValues } from './configuration.rows.js';
import { replaceEverySealed, sealPasswords, valuesContext } from './sealed-values.js';

type Ports = Pick<Services, 'database' | 'definitions' | 'vault' | 'log'>;

interface ResealedValues {
  readonly resealed: number;
  readonly unreadable: number;
}

interface ResealedForm extends ResealedValues {
  readonly values: JsonValue;
}

const page = 100;

/** The passwords of one form, sealed with the first key: those of an earlier key, and those that an earlier version left open. */
async function resealForm(
  { vault, definitions, log }: Ports,
  place: Scope & { readonly connection: string; readonly flow: string },
  values: JsonValue,
): Promise<ResealedForm> {
  const context = valuesContext(place, place.connection, place.flow);
  let resealed = 0;
  let unreadable = 0;
  const renewed = await replaceEverySealed(values, async (sealed) => {
    try {
      // Opened in any case: what cannot be is found here, rather than when somebody needs it.
      const value = await vault.open(sealed, context);
      if (!vault.needsRotation(sealed)) return { $sealed: sealed };
      resealed += 1;
      return { $sealed: await vault.seal(value, context) };
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      unreadable += 1;
      log.error('A sealed value cannot be opened', { id: place.connection, flow: place.flow, reason: cause.code });
      return { $sealed: sealed };
    }
  });
  const fields = definitions.catalogue.configurationFlow(place.flow)?.steps.flatMap((step) => step.fields) ?? [];
  const closed = await sealPasswords(fields, renewed as FormValues, (value) => {
    resealed += 1;
    return vault.seal(value, context);
  });
  return { values: closed, resealed, unreadable };
}

async function resealSaved(ports: Ports): Promise<ResealedValues> {
  const { queries } = ports.database;
  let resealed = 0;
  let unreadable = 0;
  for (let after: { readonly connection: string; readonly flow: string } | undefined; ; ) {
    const rows = await configurationsAfter(queries, after, page);
    for (const row of rows) {
      const form = await resealForm(ports, row, row.values);
      unreadable += form.unreadable;
      if (form.resealed > 0 && (await replaceValues(queries, row, form.values as FormValues))) resealed += form.resealed;
    }
    after = rows.at(-1);
    if (rows.length < page) return { resealed, unreadable };
  }
}

async function resealCarried(ports: Ports): Promise<ResealedValues> {
  const { queries } = ports.database;
  let resealed = 0;
  let unreadable = 0;
  for (let after = ''; ; ) {
    const rows = await carriedAfter(queries, after, page);
    for (const row of rows) {
      const forms: [string, ResealedForm][] = [];
      for (const [flow, values] of Object.entries(row.configuration as FormValues))
        forms.push([flow, await resealForm(ports, { ...row, flow }, values)]);
      const count = forms.reduce((sum, [, form]) => sum + form.resealed, 0);
      unreadable += forms.reduce((sum, [, form]) => sum + form.unreadable, 0);
      const configuration = Object.fromEntries(forms.map(([flow, { values }]) => [flow, values]));
      if (count > 0 && (await replaceCarried(queries, row, configuration))) resealed += count;
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < page) return { resealed, unreadable };
  }
}

/** The passwords in saved configurations and in what runs carry that are not over: the others carry nothing. */
export async function resealValues(ports: Ports): Promise<ResealedValues> {
  const saved = await resealSaved(ports);
  const carried = await resealCarried(ports);
  return { resealed: saved.resealed + carried.resealed, unreadable: saved.unreadable + carried.unreadable };
}

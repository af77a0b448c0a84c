import { fixture, html } from '@open-wc/testing';
import type { Field, FormStep, FormValues } from '../../src/contract/form.js';
import type { ConfigurationSnapshot, ConfigurationStore } from '../../src/core/configuration/configuration.js';
import { createConfigurationStore } from '../../src/core/configuration/configuration.store.js';
import '../../src/elements/integration-form/define.js';
import type { IntegrationFormElement } from '../../src/elements/integration-form/integration-form.js';
import { aConfiguration, createFakeBackend, type FakeBackend } from './fake-backend.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { FormHarness } from './harness/form.harness.js';

const stores = new Set<ConfigurationStore>();

export interface FormStage {
  readonly form: FormHarness;
  readonly backend: FakeBackend;
  readonly clock: FakeClock;
  readonly store: ConfigurationStore;
  /** The values as they stand now. */
  readonly values: FormValues;
}

type Filled = Extract<ConfigurationSnapshot, { readonly form: unknown }>;

const filled = (store: ConfigurationStore): Filled => {
  const snapshot = store.getSnapshot();
  if (snapshot.status === 'loading' || snapshot.status === 'failed') throw new Error(`The form is ${snapshot.status}.`);
  return snapshot;
};

export interface FormStageOptions {
  readonly values?: FormValues;
  readonly direction?: 'ltr' | 'rtl';
  readonly locale?: string;
  /** Called before the form is read. */
  readonly prepare?: (backend: FakeBackend) => void;
}

/** A form over a real store and a backend in memory; a list of fields is a form of one step. */
export async function formStage(
  fields: readonly Field[] | readonly FormStep[],
  options: FormStageOptions = {},
): Promise<FormStage> {
  const isSteps = fields.some((entry) => 'fields' in entry && !('type' in entry));
  const steps = isSteps
    ? (fields as readonly FormStep[])
    : [{ key: 'general', title: 'General', fields: [...(fields as readonly Field[])] }];
  const configuration = aConfiguration({ steps: [...steps], values: options.values ?? {} });
  const backend = createFakeBackend({ configurations: [configuration] });
  options.prepare?.(backend);
  const clock = createFakeClock();
  const store = createConfigurationStore({
    backend,
    clock,
    address: { widget: 'orchard', connection: 'default' },
    flow: 'settings',
    onStage: () => undefined,
  });
  stores.add(store);
  const element = await fixture<IntegrationFormElement>(
    html`<integration-form dir=${options.direction ?? 'ltr'} locale=${options.locale ?? 'en'} .store=${store}></integration-form>`,
  );
  const form = new FormHarness(element);
  await form.settled();
  return {
    form,
    backend,
    clock,
    store,
    get values() {
      return filled(store).values;
    },
  };
}

export function strikeForms(): void {
  for (const store of stores) store.dispose();
  stores.clear();
}

import type { Configuration, FormValues } from '../../contract/form.js';
import type { FieldError } from '../../contract/problem.js';
import { neededBy, presentValues, scopeOf } from '../../contract/rules/visible-when.js';
import type { Backend, ConnectionAddress } from '../backend.js';
import type { Clock } from '../clock.js';
import { IntegrationError } from '../errors.js';
import { same } from '../same.js';
import { createStore } from '../store.js';
import type { ConfigurationSnapshot, ConfigurationStore, FieldOptions } from './configuration.js';
import { createDependentChoices } from './dependent-choices.js';
import { createFieldOptions } from './field-options.js';
import { errorsOf, fieldOf, fieldsOf, loadedFields, placeErrors, startingValues, stepOf, withValueAt } from './form-values.js';

export interface ConfigurationStoreOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly address: ConnectionAddress;
  readonly flow: string;
  /** Told as it is saved, so that it is known whose doing that was. */
  readonly onStage: (stage: 'save' | 'saved' | 'refused') => void;
}

type Open = Exclude<ConfigurationSnapshot, { status: 'loading' | 'failed' }>;

const isOpen = (snapshot: ConfigurationSnapshot): snapshot is Open =>
  snapshot.status !== 'loading' && snapshot.status !== 'failed';

/**
 * A form being filled in. Plain state, no machine: it goes loading → editing → saving → saved in a line, and every verb is legal in one
 * of them only.
 */
export function createConfigurationStore({
  backend,
  clock,
  address,
  flow,
  onStage,
}: ConfigurationStoreOptions): ConfigurationStore {
  const store = createStore<ConfigurationSnapshot>({ status: 'loading' });
  const disposal = new AbortController();
  const { signal } = disposal;
  let initial: FormValues = {};

  const update = (changes: Partial<Open>): void => {
    const snapshot = store.getSnapshot();
    if (isOpen(snapshot)) store.set({ ...snapshot, ...changes } as ConfigurationSnapshot);
  };
  const edit = (changes: Partial<Open>) => update({ status: 'editing', error: undefined, ...changes } as Partial<Open>);
  const opened = (): Open | undefined => {
    const snapshot = store.getSnapshot();
    return isOpen(snapshot) ? snapshot : undefined;
  };

  const loaded = (values = opened()?.values) => {
    const snapshot = opened();
    return snapshot === undefined || values === undefined ? [] : loadedFields(fieldsOf(snapshot.form), values);
  };

  const options = createFieldOptions({
    clock,
    read(path, request, aborted) {
      const snapshot = opened();
      const place = loaded().find((one) => one.path === path);
      const needed = place === undefined ? {} : neededBy(place.field, place.scope);
      return backend.readOptions(
        address,
        flow,
        {
          ...request,
          ...(Object.keys(needed).length === 0 ? {} : { values: needed }),
          ...(snapshot?.form.form === undefined ? {} : { form: snapshot.form.form }),
        },
        aborted,
      );
    },
    get: (field) => {
      const known = opened()?.options ?? {};
      return Object.hasOwn(known, field) ? known[field] : undefined;
    },
    set(field, next: FieldOptions | undefined) {
      const { [field]: _gone, ...others } = opened()?.options ?? {};
      update({ options: next === undefined ? others : { ...others, [field]: next } });
      dependents.arrived(field, next);
    },
  });
  const dependents = createDependentChoices({
    loaded,
    load: (path) => options.load(path, '', true),
    forget: (path) => options.forget(path),
    put(path, value, isCut) {
      const snapshot = opened();
      if (snapshot === undefined || snapshot.status === 'saving') return;
      const values = withValueAt(snapshot.values, path, value);
      const pointer = `#/values/${path}`;
      const others = snapshot.errors.filter((error) => error.pointer !== pointer);
      const errors: readonly FieldError[] = isCut ? [...others, { pointer, code: 'no_longer_offered' }] : others;
      edit({ values, errors, dirty: !same(values, initial) });
    },
  });

  const load = async () => {
    store.set({ status: 'loading' });
    try {
      const form = await backend.readConfiguration(address, flow, signal);
      if (signal.aborted) return;
      initial = startingValues(form);
      store.set({ status: 'editing', form, values: initial, step: 0, errors: [], dirty: false, options: {}, error: undefined });
      dependents.opened();
    } catch (cause) {
      if (!signal.aborted) store.set({ status: 'failed', error: IntegrationError.from(cause) });
    }
  };
  const refuse = (snapshot: Open, errors: readonly FieldError[], error: IntegrationError | undefined) =>
    update({ status: 'editing', errors, error, step: stepOf(snapshot.form, errors) ?? snapshot.step } as Partial<Open>);
  /** Steps with nothing to fill in are passed over. */
  const stepFrom = (snapshot: Open, direction: 1 | -1): number | undefined => {
    const scope = scopeOf(fieldsOf(snapshot.form), snapshot.values);
    for (let index = snapshot.step + direction; index >= 0 && index < snapshot.form.steps.length; index += direction)
      if (snapshot.form.steps[index]?.fields.some(scope.isShown)) return index;
    return undefined;
  };
  const save = async (snapshot: Open, form: Configuration) => {
    const values = presentValues(fieldsOf(form), snapshot.values);
    update({ status: 'saving', errors: [] });
    onStage('save');
    try {
      // A dialog that is closed meanwhile does not take back what was asked for.
      const saved = await backend.saveConfiguration(
        address,
        flow,
        { values, version: form.version, ...(form.form === undefined ? {} : { form: form.form }) },
        new AbortController().signal,
      );
      initial = startingValues(saved);
      update({ status: 'saved', form: saved, values: initial, dirty: false });
      onStage('saved');
    } catch (cause) {
      const error = IntegrationError.from(cause);
      refuse(opened() ?? snapshot, placeErrors(form, error.fields), error);
      onStage('refused');
    }
  };
  void load();

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    setValue(field, value) {
      const snapshot = opened();
      if (snapshot === undefined || snapshot.status === 'saving' || same(snapshot.values[field], value)) return;
      const values = { ...snapshot.values, [field]: value };
      edit({
        values,
        dirty: !same(values, initial),
        errors: snapshot.errors.filter(({ pointer }) => fieldOf(pointer) !== field && pointer !== ''),
      });
      dependents.changed(field, snapshot.values, values);
    },
    next() {
      const snapshot = opened();
      if (snapshot === undefined || snapshot.status !== 'editing') return false;
      const fields = snapshot.form.steps[snapshot.step]?.fields ?? [];
      const here = new Set(fields.map(({ key }) => key));
      const errors = errorsOf(fieldsOf(snapshot.form), snapshot.values).filter(({ pointer }) => here.has(fieldOf(pointer) ?? ''));
      if (errors.length > 0) {
        edit({ errors });
        return false;
      }
      edit({ errors: [], step: stepFrom(snapshot, 1) ?? snapshot.step });
      return true;
    },
    back() {
      const snapshot = opened();
      if (snapshot !== undefined && snapshot.status !== 'saving')
        edit({ errors: [], step: stepFrom(snapshot, -1) ?? snapshot.step });
    },
    async save() {
      const snapshot = opened();
      if (snapshot === undefined || snapshot.status === 'saving') return;
      const errors = errorsOf(fieldsOf(snapshot.form), snapshot.values);
      if (errors.length > 0) refuse(snapshot, errors, undefined);
      else await save(snapshot, snapshot.form);
    },
    loadOptions: (field, search) => {
      if (opened() !== undefined) options.load(field, search);
    },
    loadMoreOptions: (field) => options.more(field),
    retry() {
      if (store.getSnapshot().status === 'failed') void load();
    },
    dispose() {
      disposal.abort();
      options.dispose();
    },
  };
}

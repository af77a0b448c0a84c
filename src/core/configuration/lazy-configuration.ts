import { createLazyStore } from '../lazy-store.js';
import type { ConfigurationSnapshot, ConfigurationStore } from './configuration.js';
import type { ConfigurationStoreOptions } from './configuration.store.js';

/** Forms and their rules are a chunk of their own: no card needs them. */
export function createLazyConfiguration(options: ConfigurationStoreOptions): ConfigurationStore {
  const lazy = createLazyStore<ConfigurationSnapshot, ConfigurationStore>(
    { status: 'loading' },
    (error) => ({ status: 'failed', error }),
    async () => (await import('./configuration.store.js')).createConfigurationStore(options),
  );
  return {
    getSnapshot: lazy.getSnapshot,
    subscribe: lazy.subscribe,
    setValue: (field, value) => lazy.real()?.setValue(field, value),
    next: () => lazy.real()?.next() ?? false,
    back: () => lazy.real()?.back(),
    save: async () => lazy.real()?.save(),
    loadOptions: (field, search) => lazy.real()?.loadOptions(field, search),
    loadMoreOptions: (field) => lazy.real()?.loadMoreOptions(field),
    retry: lazy.retry,
    dispose: lazy.dispose,
  };
}

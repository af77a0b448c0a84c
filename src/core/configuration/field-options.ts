import type { Option, OptionsPage, OptionsRequest } from '../../contract/form.js';
import type { Clock } from '../clock.js';
import { IntegrationError } from '../errors.js';
import type { FieldOptions } from './configuration.js';

/** Milliseconds without a keystroke before a search is sent. */
const searchDelay = 250;

interface Loading {
  readonly abort: AbortController;
  readonly cursor: string | undefined;
}

/** Loads the options of dynamic fields, each by its path, page by page. The newest question of a field is the only one that counts. */
export function createFieldOptions({
  clock,
  read,
  get,
  set,
}: {
  readonly clock: Clock;
  readonly read: (path: string, request: Omit<OptionsRequest, 'values'>, signal: AbortSignal) => Promise<OptionsPage>;
  readonly get: (field: string) => FieldOptions | undefined;
  readonly set: (field: string, options: FieldOptions | undefined) => void;
}) {
  const loading = new Map<string, Loading>();
  const timers = new Map<string, unknown>();

  const stop = (field: string) => {
    loading.get(field)?.abort.abort();
    clock.clearTimeout(timers.get(field));
  };
  const load = async (field: string, search: string, cursor: string | undefined, before: readonly Option[]) => {
    const abort = new AbortController();
    loading.set(field, { abort, cursor: undefined });
    try {
      const page = await read(
        field,
        {
          field: field.slice(field.lastIndexOf('/') + 1),
          ...(search === '' ? {} : { search }),
          ...(cursor === undefined ? {} : { cursor }),
        },
        abort.signal,
      );
      if (abort.signal.aborted) return;
      loading.set(field, { abort, cursor: page.cursor });
      set(field, { status: 'ready', search, options: [...before, ...page.options], more: page.cursor !== undefined });
    } catch (cause) {
      if (!abort.signal.aborted) set(field, { status: 'failed', search, options: before, error: IntegrationError.from(cause) });
    }
  };
  return {
    /** @param isTyped somebody types what it depends on: it waits for a pause, as a search does */
    load(field: string, search = '', isTyped = false) {
      const shown = get(field);
      stop(field);
      set(field, { status: 'loading', search, options: shown?.options ?? [] });
      const begin = () => void load(field, search, undefined, []);
      if (!isTyped && (shown === undefined || shown.search === search)) begin();
      else timers.set(field, clock.setTimeout(begin, searchDelay));
    },
    more(field: string) {
      const shown = get(field);
      const cursor = loading.get(field)?.cursor;
      if (shown?.status !== 'ready' || !shown.more || cursor === undefined) return;
      set(field, { status: 'loading', search: shown.search, options: shown.options });
      void load(field, shown.search, cursor, shown.options);
    },
    forget(field: string) {
      stop(field);
      set(field, undefined);
    },
    dispose() {
      for (const field of loading.keys()) stop(field);
      for (const timer of timers.values()) clock.clearTimeout(timer);
    },
  };
}

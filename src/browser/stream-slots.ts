import { randomText } from './random.js';

/**
 * How many event streams the tabs of a browser hold at once. A browser opens six connections to an HTTP/1.1 origin for all of its
 * tabs: six streams would hang every further request, in every tab.
 */
const limit = 2;

/** One stream's place among those of all tabs. */
export interface StreamSlot {
  release(): void;
}

export interface StreamSlots {
  /** Takes a place, the newest claim wins. `onLost` is called once when newer ones need it. */
  claim(onLost: () => void): StreamSlot;
  /** Calls `listener` when a place has become free. */
  onFree(listener: () => void): void;
}

interface SlotMessage {
  readonly type: 'claim' | 'release';
  readonly id: string;
  /** Milliseconds since 1970, when it was claimed: tabs that ask at once must agree on who was first. */
  readonly at: number;
}

const isSlotMessage = (data: unknown): data is SlotMessage =>
  typeof data === 'object' &&
  data !== null &&
  typeof Reflect.get(data, 'id') === 'string' &&
  typeof Reflect.get(data, 'at') === 'number' &&
  ['claim', 'release'].includes(Reflect.get(data, 'type'));

/**
 * Tabs tell each other whenever one takes a place; whoever hears of `limit` newer ones gives its own up. No leader, no lock: it also works
 * on plain http pages, and a tab that dies leaves nothing behind but a place that is taken again at the next claim.
 */
export function createStreamSlots(origin: string, signal: AbortSignal, now: () => number = Date.now): StreamSlots {
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(`integration-hub/1 ${origin}`) : undefined;
  // Node keeps a process alive for an open channel.
  if (channel !== undefined && 'unref' in channel && typeof channel.unref === 'function') channel.unref();
  let own: { readonly id: string; readonly at: number; readonly newer: Set<string>; readonly onLost: () => void } | undefined;
  const listeners = new Set<() => void>();
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isSlotMessage(data)) return;
    if (data.type === 'release') {
      own?.newer.delete(data.id);
      for (const listener of [...listeners]) listener();
    } else if (own !== undefined && (data.at > own.at || (data.at === own.at && data.id > own.id))) {
      own.newer.add(data.id);
      if (own.newer.size < limit) return;
      const { onLost } = own;
      own = undefined;
      onLost();
    }
  });
  const say = (message: SlotMessage) => {
    // A closed channel throws.
    if (!signal.aborted) channel?.postMessage(message);
  };
  signal.addEventListener(
    'abort',
    () => {
      if (own !== undefined) channel?.postMessage({ type: 'release', id: own.id, at: own.at } satisfies SlotMessage);
      own = undefined;
      channel?.close();
    },
    { once: true },
  );
  return {
    claim(onLost) {
      const id = randomText(12);
      const at = now();
      own = { id, at, newer: new Set(), onLost };
      say({ type: 'claim', id, at });
      return {
        release() {
          if (own?.id !== id) return;
          own = undefined;
          say({ type: 'release', id, at });
        },
      };
    },
    onFree(listener) {
      listeners.add(listener);
    },
  };
}

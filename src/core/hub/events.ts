import type { HubEvent } from '../../contract/event.js';
import type { EventFollower } from './follow-events.js';

/** What the stream tells, for those who listen and for the hub itself. */
export interface Events {
  /** Tells everybody, and has the hub brought up to date. */
  hear(event: HubEvent): void;
  /** Tells those who listen. */
  tell(event: HubEvent): void;
  /** Answers the way out. */
  listen(listener: (event: HubEvent) => void): () => void;
  /** `undefined` until the first event. */
  follower(): EventFollower | undefined;
}

/**
 * @param load whoever follows events comes with the first one: what is told until then waits
 * @param onLost it could not be had, and what was told is lost. The next event tries again
 */
export function createEvents(load: () => Promise<EventFollower>, onLost: () => void): Events {
  const listeners = new Set<(event: HubEvent) => void>();
  const waiting: HubEvent[] = [];
  let follower: EventFollower | undefined;
  const begin = async () => {
    try {
      const loaded = await load();
      follower = loaded;
      for (const event of waiting.splice(0)) loaded.follow(event);
    } catch {
      // Of the chunk nothing can be told that reading everything does not mend.
      waiting.length = 0;
      onLost();
    }
  };
  const tell = (event: HubEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  return {
    tell,
    hear(event) {
      tell(event);
      if (follower !== undefined) follower.follow(event);
      else if (waiting.push(event) === 1) void begin();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follower: () => follower,
  };
}

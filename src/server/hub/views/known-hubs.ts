import type { Session } from '../../platform/access.js';
import type { DeployedWidget } from '../definitions/deployed-widget.js';
import type { HubVersion } from './hub-state.rows.js';

/** An answer as it was sent, and the version of what it was made from. */
export interface KnownHub {
  readonly version: HubVersion;
  readonly body: string;
  readonly tag: string;
}

interface Kept {
  readonly known: KnownHub;
  readonly widgets: readonly DeployedWidget[];
  readonly until: number;
}

/** What is counted is shown without an event while a run is under way: an answer is made anew after this, in milliseconds. */
const life = 5000;
/** Characters of answers that are kept, the ones last made. */
const capacity = 4_000_000;

/** Answers that are sent again while nothing has changed: many pages of one tenant read at the same moment. */
export class KnownHubs {
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  of(session: Session, widgets: readonly DeployedWidget[], now: Date): KnownHub | undefined {
    const kept = this.#kept.get(addressOf(session, now));
    if (kept === undefined || performance.now() > kept.until) return undefined;
    const isSame = kept.widgets.length === widgets.length && kept.widgets.every((widget, index) => widget === widgets[index]);
    return isSame ? kept.known : undefined;
  }

  keep(session: Session, widgets: readonly DeployedWidget[], now: Date, known: KnownHub): void {
    const address = addressOf(session, now);
    this.#forget(address);
    this.#kept.set(address, { known, widgets, until: performance.now() + life });
    this.#size += known.body.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= capacity) break;
      this.#forget(oldest);
    }
  }

  #forget(address: string): void {
    this.#size -= this.#kept.get(address)?.known.body.length ?? 0;
    this.#kept.delete(address);
  }
}

/** Everything of a session that its hub shows, and the day, by which metrics count. */
const addressOf = ({ environment, tenant, tenantName, person, access, preview }: Session, now: Date): string =>
  JSON.stringify([environment, tenant, tenantName ?? null, person ?? null, access, preview, now.toISOString().slice(0, 10)]);

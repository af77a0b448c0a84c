import type { HubEvent } from '../../../contract/event.js';
import type { Session } from '../../platform/access.js';
import type { Services } from '../services/services.js';
import { visibleWidgets } from '../widgets/visible-widgets.js';

/** Who may see a widget changes without an event: it is looked up again after this, in milliseconds. */
const trusted = 5000;

/** What a session is told of an event: nothing where it is about a widget that its hub does not show. */
export function createShownEvents(
  ports: Pick<Services, 'database' | 'definitions'>,
  session: Session,
): (event: HubEvent) => Promise<HubEvent | undefined> {
  let shown: ReadonlySet<string> = new Set();
  let until = Number.NEGATIVE_INFINITY;
  const read = async () => {
    const widgets = await visibleWidgets(ports.database.queries, ports, session);
    shown = new Set(widgets.map(({ definition }) => definition.key));
    until = performance.now() + trusted;
  };
  return async (event) => {
    if (event.type === 'hub.changed') {
      until = Number.NEGATIVE_INFINITY;
      // Whatever was deployed: it may be a widget that this tenant must not hear of.
      return { type: 'hub.changed' };
    }
    if (event.widget === undefined) return event;
    if (performance.now() > until || !shown.has(event.widget)) await read();
    return shown.has(event.widget) ? event : undefined;
  };
}

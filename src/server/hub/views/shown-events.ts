import type { HubEvent } from '../../../contract/event.js';
import type { Session } from '../../platform/access.js';
import type { Services } from '../services/services.js';
import { isShown } from '../widgets/visible-widgets.js';

/** Whatever was deployed: it may be a widget that this tenant must not hear of. */
const hubChanged: HubEvent = { type: 'hub.changed' };

/** What a session is told of an event: nothing where it is about a widget that its hub does not show. */
export async function shownEvent(
  ports: Pick<Services, 'database' | 'definitions'>,
  session: Session,
  event: HubEvent,
): Promise<HubEvent | undefined> {
  if (event.type === 'hub.changed') return hubChanged;
  if (event.widget === undefined) return event;
  return (await isShown(ports.database.queries, ports, session, event.widget)) ? event : undefined;
}

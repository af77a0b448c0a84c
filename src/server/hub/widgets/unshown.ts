import type { Services } from '../services/services.js';
import { environmentNames } from './environment.rows.js';

const draft = 'DRAFT';

/** Warns of widgets that no hub shows, which look to a newcomer like a server that does not work. */
export async function warnOfUnshown({
  database: { queries },
  definitions,
  log,
}: Pick<Services, 'database' | 'definitions' | 'log'>): Promise<void> {
  const shown = new Set<string>();
  for (const environment of await environmentNames(queries)) {
    if (environment === draft) continue;
    for (const { definition } of (await definitions.in(queries, environment)).widgets) shown.add(definition.key);
  }
  const { widgets } = definitions.catalogue;
  const unshown = widgets.map(({ key }) => key).filter((key) => !shown.has(key));
  const [first] = unshown;
  if (widgets.length === 0 && shown.size === 0) log.warn('There are no widgets: define some in widgets of the configuration');
  if (first === undefined) return;
  const some = unshown.length === 1 ? 'A widget is DRAFT only' : `${unshown.length} widgets are DRAFT only`;
  log.warn(`${some}: hubs show what is deployed`, {
    widgets: unshown,
    mend: `integration-hub deploy ${first} --env LIVE, or INTEGRATION_HUB_DEPLOY_ON_START=LIVE (deployOnStart)`,
  });
}

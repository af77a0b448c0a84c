import { namedIn } from '../definitions/content.js';
import type { Services } from '../services/services.js';
import { environmentNames } from './environment.rows.js';

/** Warns of what is shown with a flow that code defines no more: runs of it fail, and whoever deploys is to hear of it first. */
export async function warnOfMissingFlows({
  database: { queries },
  definitions,
  log,
}: Pick<Services, 'database' | 'definitions' | 'log'>): Promise<void> {
  for (const environment of await environmentNames(queries)) {
    for (const { definition, flowVersion } of (await definitions.in(queries, environment)).widgets) {
      for (const flow of namedIn(definition).flows) {
        const version = flowVersion(flow);
        if (version !== undefined && definitions.catalogue.flow(flow, version) !== undefined) continue;
        log.warn('A widget is shown with a flow that code defines no more', {
          environment,
          widget: definition.key,
          flow,
          version,
        });
      }
    }
  }
}

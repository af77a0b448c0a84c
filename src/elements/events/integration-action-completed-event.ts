import type { RunOutcome } from '../../core/hub/hub.js';
import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** A run ended. `action` and `run` say which, `outcome` says how; a failed one is told by an `integration-error` as well. */
export class IntegrationActionCompletedEvent extends IntegrationEvent {
  readonly outcome: RunOutcome | undefined;

  constructor(fields: IntegrationEventFields & { readonly outcome?: RunOutcome }) {
    super('integration-action-completed', fields, false);
    this.outcome = fields.outcome;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-action-completed': IntegrationActionCompletedEvent;
  }
}

import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** A run ended well. `action` and `run` say which. */
export class IntegrationActionCompletedEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-action-completed', fields, false);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-action-completed': IntegrationActionCompletedEvent;
  }
}

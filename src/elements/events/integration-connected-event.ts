import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** A connection became active. */
export class IntegrationConnectedEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-connected', fields, false);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-connected': IntegrationConnectedEvent;
  }
}

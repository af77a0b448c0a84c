import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** A connection was disconnected, and its sign-in and settings erased. */
export class IntegrationDisconnectedEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-disconnected', fields, false);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-disconnected': IntegrationDisconnectedEvent;
  }
}

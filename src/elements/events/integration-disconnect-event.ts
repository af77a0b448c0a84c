import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** Somebody asked to disconnect. Fired before the confirmation is shown; cancel it to ask in your own way. */
export class IntegrationDisconnectEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-disconnect', fields, true);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-disconnect': IntegrationDisconnectEvent;
  }
}

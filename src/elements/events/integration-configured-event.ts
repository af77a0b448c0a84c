import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** Settings were saved. */
export class IntegrationConfiguredEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-configured', fields, false);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-configured': IntegrationConfiguredEvent;
  }
}

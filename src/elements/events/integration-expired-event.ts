import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** A sign-in died: somebody must reconnect. */
export class IntegrationExpiredEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-expired', fields, false);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-expired': IntegrationExpiredEvent;
  }
}

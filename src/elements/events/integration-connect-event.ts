import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** Somebody asked to connect, or to sign in again where `action` is absent. Cancel it to do something else. */
export class IntegrationConnectEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-connect', fields, true);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-connect': IntegrationConnectEvent;
  }
}

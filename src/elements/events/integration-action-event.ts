import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** Somebody pressed another button of the widget. Cancel it to do something else. */
export class IntegrationActionEvent extends IntegrationEvent {
  constructor(fields: IntegrationEventFields) {
    super('integration-action', fields, true);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-action': IntegrationActionEvent;
  }
}

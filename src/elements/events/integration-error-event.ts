import type { IntegrationError } from '../../core/errors.js';
import { IntegrationEvent, type IntegrationEventFields } from './integration-event.js';

/** Something failed: a sign-in, a run, a request. `error.code` says what. */
export class IntegrationErrorEvent extends IntegrationEvent {
  readonly error: IntegrationError;

  constructor(fields: IntegrationEventFields, error: IntegrationError) {
    super('integration-error', fields, false);
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'integration-error': IntegrationErrorEvent;
  }
}

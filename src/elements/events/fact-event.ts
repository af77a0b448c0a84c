import { IntegrationError } from '../../core/errors.js';
import type { HubFact } from '../../core/hub/hub.js';
import { IntegrationActionCompletedEvent } from './integration-action-completed-event.js';
import { IntegrationConfiguredEvent } from './integration-configured-event.js';
import { IntegrationConnectedEvent } from './integration-connected-event.js';
import { IntegrationDisconnectedEvent } from './integration-disconnected-event.js';
import { IntegrationErrorEvent } from './integration-error-event.js';
import type { IntegrationEvent } from './integration-event.js';
import { IntegrationExpiredEvent } from './integration-expired-event.js';

const events = {
  connected: IntegrationConnectedEvent,
  disconnected: IntegrationDisconnectedEvent,
  configured: IntegrationConfiguredEvent,
  expired: IntegrationExpiredEvent,
  action_completed: IntegrationActionCompletedEvent,
} as const satisfies Record<Exclude<HubFact['kind'], 'error'>, unknown>;

/** The event that tells the page of a fact. */
export function factEvent(fact: HubFact): IntegrationEvent {
  if (fact.kind === 'error') return new IntegrationErrorEvent(fact, fact.error ?? new IntegrationError('unexpected'));
  return new events[fact.kind](fact);
}

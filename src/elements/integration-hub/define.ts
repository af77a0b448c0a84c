import { safeDefine } from '../safe-define.js';
import { IntegrationHubElement } from './integration-hub.js';

safeDefine('integration-hub', IntegrationHubElement);

declare global {
  interface HTMLElementTagNameMap {
    'integration-hub': IntegrationHubElement;
  }
}

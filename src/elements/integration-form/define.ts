import { safeDefine } from '../safe-define.js';
import { IntegrationFormElement } from './integration-form.js';

safeDefine('integration-form', IntegrationFormElement);

declare global {
  interface HTMLElementTagNameMap {
    'integration-form': IntegrationFormElement;
  }
}

import '../integration-hub/define.js'; // The hub must answer before a widget asks.
import { safeDefine } from '../safe-define.js';
import { IntegrationWidgetElement } from './integration-widget.js';

safeDefine('integration-widget', IntegrationWidgetElement);

declare global {
  interface HTMLElementTagNameMap {
    'integration-widget': IntegrationWidgetElement;
  }
}

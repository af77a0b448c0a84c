import './elements/integration-hub/define.js';
import './elements/integration-widget/define.js';

export * from './index.js';

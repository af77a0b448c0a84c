import { askEarly } from './browser/ask-early.js';
import { scriptBase } from './browser/script-base.js';

askEarly(scriptBase(import.meta.url));
await import('./script-tag-elements.js');

import { askEarly } from './browser/ask-early.js';

askEarly(new URL(import.meta.url).origin);
await import('./script-tag-elements.js');

import { scriptBase } from './browser/script-base.js';
import './define.js';
import { setDefaultBackend } from './elements/shared/session/default-backend.js';

// In time: elements that stand on the page already draw in a microtask, after this module. It comes from where the entry came from.
setDefaultBackend(scriptBase(import.meta.url));

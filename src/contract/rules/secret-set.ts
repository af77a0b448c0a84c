import type { JsonValue } from '../names.js';
import { isJsonObject } from './json-object.js';

/** A stored secret reads as this; sent back, it is kept (src/README.md §4). */
export const secretSet = { $secret: 'set' } as const;

export const isSecretSet = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) && Reflect.get(value, '$secret') === 'set';

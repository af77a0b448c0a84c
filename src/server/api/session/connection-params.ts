import * as z from 'zod/mini';
import { Key } from '../../../contract/names.js';

export const ConnectionParams = z.object({ widget: Key, connection: Key });

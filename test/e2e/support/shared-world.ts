import { testIn } from './world.js';

/** One world for all the files whose tests leave it as they found it: a test that fails gets the next one a new world. */
export const test = testIn({ port: 6120 });

import { testIn } from './world.js';

/** Ports after the world's first: pages there may embed the hub, or show it in a frame. */
export const embedding = 8;
export const framing = 7;

/** One world for all the files whose tests leave it as they found it: a test that fails gets the next one a new world. */
export const test = testIn({ port: 6120, allowedPorts: [embedding], embedPorts: [framing] });

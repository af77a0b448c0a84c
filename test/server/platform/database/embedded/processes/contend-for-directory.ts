import { once } from 'node:events';
import { lockDirectory } from '../../../../../../src/server/platform/database/embedded/directory-lock.js';

/** Takes the lock each time a line arrives, says how that went, and gives it back with the next line. */
const [, , directory = ''] = process.argv;
console.log('ready');
for (;;) {
  await once(process.stdin, 'data');
  try {
    const lock = await lockDirectory(directory);
    console.log('locked');
    await once(process.stdin, 'data');
    await lock.release();
    console.log('released');
  } catch (error) {
    console.log(error instanceof Error && 'code' in error ? error.code : error);
    await once(process.stdin, 'data');
    console.log('released');
  }
}

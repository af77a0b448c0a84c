import { HubServer } from '../../../../../src/server/hub-server.js';
import { firstRelease } from '../../../../support/first-release.js';
import { testOptions } from '../../../../support/server.js';

const [, , url = '', issuer = ''] = process.argv;

const server = new HubServer(testOptions({ url }, { ...firstRelease(issuer, { dropped: false }), deployOnStart: [] }));
await server.start();
await server.stop();
console.log('served');
process.exit(0);

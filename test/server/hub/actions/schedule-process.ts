import { openDatabase } from '../../../../src/server/platform/database/open-database.js';
import { until } from '../../../support/until.js';
import { createFlowServices } from '../runner/test-services.js';
import { scheduledDefinitions, sync } from './scheduled.js';

const [, , place = ''] = process.argv;

const database = await openDatabase(place.startsWith('postgres') ? { url: place } : { dataDirectory: place });
const { launch } = await createFlowServices(database, [sync], { identity: place, definitions: scheduledDefinitions });
await launch();
console.log('ready');
const due = () => database.queries.selectFrom('schedules').select('connection').where('next_at', '<', new Date()).execute();
// Connections may drop while it asks.
await until(async () => (await due().catch(() => undefined))?.length === 0, { timeout: 60_000 });
console.log('nothing is due');

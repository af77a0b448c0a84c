import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filesBelow } from './support/files-below.js';
import { circles, handedFaults, orderFaults, readmeFaults, rooms, sqlFaults, stemFaults } from './support/rooms.js';
import { parseSource, readSource } from './support/source.js';

const paths = filesBelow('src/server').filter((path) => path.endsWith('.ts'));
const sources = paths.map(readSource);
const textOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

describe('the rooms of the server', () => {
  it('import only those before them', () => {
    assert.ok(sources.length > 100, 'the scan found the server');
    assert.deepEqual(sources.flatMap(orderFaults), []);
  });

  it('have no circles', () => assert.deepEqual(circles(sources), []));

  it('keep SQL in their rows', () => assert.deepEqual(sources.flatMap(sqlFaults), []));

  it('ask with what they are handed', () => assert.deepEqual(sources.flatMap(handedFaults), []));

  it('give no name twice', () => assert.deepEqual(stemFaults(paths), []));

  it('say what belongs into them', () => assert.deepEqual(readmeFaults(textOf), []));
});

describe('the rules of the rooms', () => {
  const planted = (path: string, code: string) => parseSource(`src/server/${path}`, code);

  for (const [why, path, code] of [
    ['an import from a later room', 'hub/runs/run.rows.ts', `import { startAction } from '../actions/start-action.js';`],
    ['one of types', 'platform/access.ts', `import type { Services } from '../hub/services/services.js';`],
    ['one from the top', 'http/route.ts', `import { HubServer } from '../hub-server.js';`],
    ['one that is loaded later', 'hub/runs/run.rows.ts', `const load = () => import('../runner/runner.js');`],
    ['one in backticks', 'hub/runs/run.rows.ts', 'const load = () => import(`../runner/runner.js`);'],
    ['one by require', 'hub/runs/run.rows.ts', `import x = require('../runner/runner.js');`],
    [
      'one by a call of require',
      'hub/runs/run.rows.ts',
      `const x = createRequire(import.meta.url)('.'), y = require('../runner/runner.js');`,
    ],
    ['one that is resolved', 'hub/runs/run.rows.ts', `const x = import.meta.resolve('../runner/runner.js');`],
    ['one by its address', 'hub/runs/run.rows.ts', `const x = new Worker(new URL('../runner/runner.js', import.meta.url));`],
    ['one by the name of the package', 'hub/runs/run.rows.ts', `import { createServer } from 'integration-hub/server';`],
    ['a folder that is no room', 'hub/gadgets/gadget.ts', ''],
    ['a file at the top that belongs into a room', 'gadget.ts', ''],
  ] as const) {
    it(`refuse ${why}`, () => assert.equal(orderFaults(planted(path, code)).length, 1));
  }

  it('refuse a circle, of types too', () => {
    const one = planted('hub/runs/one.ts', `import type { Two } from './two.js';`);
    const two = planted('hub/runs/two.ts', `import { three } from './three.js';`);
    const three = planted('hub/runs/three.ts', `export { one } from './one.js';`);
    const apart = planted('hub/runs/apart.ts', `import { one } from './one.js';`);
    assert.deepEqual(circles([one, two, three, apart]), [
      'src/server/hub/runs/one.ts → src/server/hub/runs/two.ts → src/server/hub/runs/three.ts',
    ]);
    assert.deepEqual(circles([one, two, apart]), []);
    for (const code of ['import(`./one.js`);', `import x = require('./one.js');`, `new URL('./one.js', import.meta.url);`])
      assert.equal(circles([one, planted('hub/runs/two.ts', code)]).length, 1, code);
  });

  it('refuse SQL in a file of decisions, and allow its types', () => {
    for (const code of [
      `import { sql } from 'kysely';`,
      `export const all = (queries: Queries) => queries.selectFrom('runs').execute();`,
      'export const all = (pool: Pool) => pool.query(`select 1`);',
      `export { sql } from 'kysely';`,
      `export * from 'kysely';`,
      `const { sql: written } = await import('kysely');`,
      'const load = () => import(`pg`);',
      `import kysely = require('kysely');`,
      `const kysely = require('kysely');`,
      `import pg from 'pg';`,
      `import { sql } from '../../platform/database/queries.js'; const all = (queries: Queries) => sql\`delete from runs\`;`,
      `export const all = (queries: Queries) => queries['selectFrom']('runs');`,
      'export const all = (queries: Queries) => queries[`selectFrom`]("runs");',
      `export const all = (queries: Queries) => queries?.selectFrom('runs');`,
      `export const all = (queries: Queries) => queries.selectFrom.call(queries, 'runs');`,
      `export const all = ({ selectFrom }: Queries) => selectFrom('runs');`,
      `export const all = (queries: Queries) => { const { insertInto: put } = queries; return put('runs'); };`,
      `export const all = (queries: Queries) => queries.with('x', one).deleteFrom('runs');`,
      `export const all = (queries: Queries) => queries.schema.dropTable('runs');`,
      `export const all = (queries: Queries) => queries.executeQuery(one);`,
      `export const all = (pool: Pool) => (pool.query as Ask)('select 1');`,
      `export const all = async (pg: Driver) => new pg.Client().connect();`,
    ]) {
      assert.equal(sqlFaults(planted('hub/actions/start-action.ts', code)).length, 1, code);
      assert.deepEqual(sqlFaults(planted('hub/runs/run.rows.ts', code)), []);
      assert.deepEqual(sqlFaults(planted('platform/database/migrations/0009-more.ts', code)), []);
    }
    assert.deepEqual(sqlFaults(planted('hub/runs/run.ts', `import type { Selectable } from 'kysely';`)), []);
  });

  it('refuse a transaction that nothing guards, in rows too', () => {
    for (const code of [
      'export const all = (queries: Queries) => queries.transaction().execute(work);',
      `export const all = (queries: Queries) => queries['transaction']().setIsolationLevel('serializable').execute(work);`,
      'export const all = (queries: Queries) => queries.startTransaction().execute();',
      'export const all = (queries: Queries) => queries.connection().execute(work);',
    ]) {
      assert.equal(sqlFaults(planted('hub/actions/start-action.ts', code)).length, 1, code);
      assert.equal(sqlFaults(planted('hub/runs/run.rows.ts', code)).length, 1, code);
    }
    assert.deepEqual(
      sqlFaults(planted('hub/actions/start-action.ts', 'await database.transaction(async (t) => put(t, row));')),
      [],
    );
  });

  it('refuse a query that goes to a database of its own choice', () => {
    const put = `await pool.insertInto('runs').execute();`;
    for (const code of [
      `export async function put(queries?: Queries) { await (queries ?? pool).insertInto('runs').execute(); }`,
      `export async function put(queries?: Queries) { await queries!.insertInto('runs').execute(); }`,
      `export async function put(queries: Queries, row: Row) { ${put} }`,
      `export class Rows { async put(row: Row) { ${put} } }`,
      `export class Rows { put = async (row: Row) => { ${put} }; }`,
      `export const rows = { async put(row: Row) { ${put} } };`,
      `export const rows = { put: async (row: Row) => { ${put} } };`,
      `export const put = async function (row: Row) { ${put} };`,
      `export default async function put(row: Row) { ${put} }`,
      `export default async (row: Row) => { ${put} };`,
      `export const put = async (queries: Queries) => database.transaction(async (transaction) => work(transaction));`,
      `export const put = (row: Row) => (async () => { ${put} })();`,
      `export const put = wrap(async (row: Row) => { ${put} });`,
      `export const put = (async (row: Row) => { ${put} }) satisfies Put;`,
      `${put}`,
      `export async function* all(row: Row) { yield* pool.selectFrom('runs').stream(); }`,
      `export const build = (row: Row) => pool.insertInto('runs').values(row);`,
      `export const put = async (row: Row) => pool.query('delete from runs');`,
      `export const put = async (row: Row) => pool['insertInto']('runs');`,
      `export const put = async (queries: Queries) => sql\`delete from runs\`.execute(pool);`,
      `export const put = async (row: Row, queries: Queries) => queries.insertInto('runs').execute();`,
      `export const put = async ({ insertInto }: Queries) => insertInto('runs');`,
      `export const all = (database: Database) => database.queries.selectFrom('runs').execute();`,
      `export async function put(row: Row, transaction = pool): Promise<void> { await transaction.insertInto('runs').values(row).execute(); }`,
      `export async function put(queries: Queries = pool): Promise<void> { await queries.deleteFrom('runs').execute(); }`,
      'export async function put(id: string): Promise<void> { await sql`delete from runs`.execute(pool); }',
    ])
      assert.equal(handedFaults(planted('hub/runs/run.rows.ts', code)).length, 1, code);
    const handed = `export const all = (queries: Queries, id: string) => queries.selectFrom('runs').execute();`;
    const within = `export const all = (queries: Queries) => queries.with('x', (query) => query.insertInto('runs')).selectFrom('x').execute();`;
    for (const code of [handed, within]) assert.deepEqual(handedFaults(planted('hub/runs/run.rows.ts', code)), [], code);
  });

  it('refuse a name in two rooms', () => {
    const twice = ['src/server/hub/runs/run.rows.ts', 'src/server/hub/runs/run.ts', 'src/server/api/session/run.ts'];
    assert.equal(stemFaults(twice).length, 1);
    assert.deepEqual(stemFaults(twice.slice(0, 2)), []);
  });

  it('refuse a room without a README, and a long one', () => {
    assert.equal(readmeFaults(() => undefined).length, rooms.length);
    assert.equal(readmeFaults(() => 'line\n'.repeat(15)).length, 0);
    assert.equal(readmeFaults(() => 'line\n'.repeat(16)).length, rooms.length);
    for (const empty of ['', '\n\n', ' ']) assert.equal(readmeFaults(() => empty).length, rooms.length);
    assert.equal(readmeFaults(() => `${'x'.repeat(160)}\n`.repeat(15)).length, 0);
    assert.equal(readmeFaults(() => 'x'.repeat(161)).length, rooms.length);
  });
});

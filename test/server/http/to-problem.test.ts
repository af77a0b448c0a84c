import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toProblem } from '../../../src/server/http/to-problem.js';
import { memoryLog } from '../../support/server.js';

const problemOf = (code: string) => {
  const { log, lines } = memoryLog();
  const failed = { reference: 'req_test', operation: undefined, signal: new AbortController().signal };
  const problem = toProblem(Object.assign(new Error('of the database'), { code }), failed, log);
  return { problem, lines };
};

describe('what the database throws', () => {
  for (const code of ['53100', '53200', '53300', '57P01', '08006', '58030', 'ENOSPC', 'EDQUOT', 'ECONNREFUSED'])
    it(`is to be tried again where it has no room, or is away: ${code}`, () => {
      const { problem, lines } = problemOf(code);
      assert.deepEqual([problem.code, problem.status], ['unavailable', 503]);
      assert.ok((problem.options.retryAfter ?? 0) > 0);
      assert.equal(lines[0]?.level, 'error');
    });

  for (const code of ['22021', '22P05'])
    it(`is the fault of the request where that holds what it cannot store: ${code}`, () =>
      assert.equal(problemOf(code).problem.status, 422));

  it('is ours otherwise', () => assert.equal(problemOf('42P01').problem.status, 500));
});

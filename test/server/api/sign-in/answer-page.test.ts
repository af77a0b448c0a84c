import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { answerPage } from '../../../../src/server/api/sign-in/answer-page.js';
import type { Services } from '../../../../src/server/hub/services/services.js';
import { build } from '../../../support/build.js';
import { memoryLog, publicUrl } from '../../../support/server.js';

describe('a page of the sign-in', () => {
  before(() => build(['pages']));

  for (const [why, code, status] of [
    ['the database is away', '57P01', 503],
    ['its disk is full', '53100', 503],
    ['something else fails', '42P01', 500],
  ] as const) {
    it(`is a page with ${status} where ${why}, and says when to come back`, async () => {
      const { log, lines } = memoryLog();
      const services = { options: { publicUrl }, log } as unknown as Services;
      const request = new Request(`${publicUrl}/oauth/start/x`);
      const answer = await answerPage({ request, services, reference: 'req_test' }, () => {
        throw Object.assign(new Error('of the database'), { code });
      });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.has('retry-after'), status === 503);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(lines.filter(({ level }) => level === 'error').length, 1);
    });
  }
});
